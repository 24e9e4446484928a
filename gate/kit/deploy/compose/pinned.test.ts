import { expect, test } from 'vitest'
import { isPinned, originsOf } from './pinned.ts'

test.for([
  ['postgres:15-alpine', true],
  ['nginx:1.28', true],
  ['nginx:alpine', false],
  ['nginx', false],
  ['nginx:latest', false],
  ['localhost:5000/app', false],
  ['localhost:5000/app:v3', true],
  [`app@sha256:${'a'.repeat(64)}`, true],
  [`app:latest@sha256:${'a'.repeat(64)}`, true],
] as const)('%s is pinned: %s', ([image, expected]) => {
  expect(isPinned(image)).toBe(expected)
})

test.for([
  'nginx:alpine3.20',
  'nginx:alpine-3.20',
  'nginx:mainline-alpine3.20-slim',
  'node:lts-alpine3.19',
  'node:lts-bookworm',
  'node:current-bookworm-slim',
  'redis:bookworm',
  'caddy:windowsservercore-ltsc2022',
  'app:debian-12',
  'app:ubuntu22.04',
  'app:amd64',
  'app:arm64v8',
  'app:linux-x86_64',
  'tomcat:jdk17',
  'wordpress:php8.2-apache',
  'jenkins/jenkins:lts-jdk17',
])('the version in %s is that of what is below the program', (image) => {
  expect(isPinned(image)).toBe(false)
})

test.for([
  'app:1-latest',
  'timescale/timescaledb:latest-pg16',
  'app:1.2-SNAPSHOT',
  'app:main',
  'app:edge',
  'app:stable',
  'app:nightly',
  'app:develop-alpine3.20',
])('%s moves on', (image) => {
  expect(isPinned(image)).toBe(false)
})

test.for([
  'node:22-alpine3.19',
  'python:3.12-slim-bookworm',
  'php:8.2-fpm-alpine3.20',
  'eclipse-temurin:17-jre',
  'openjdk:jdk-17',
  'debian:bookworm-slim',
  'ubuntu:jammy',
  'pgvector/pgvector:pg16',
  'postgis/postgis:16-3.4',
  'minio/minio:RELEASE.2024-01-16T16-07-38Z',
  'app:main-3f2a9c1',
  'app:stable-20240115',
  'app:edge-1.4.2',
  'app:main.2024.1',
  'app:sha-3f2a9c1',
  'app:build-1234',
  'app:release-2024.01.15-alpine',
  'app:v1.2.0-rc.1',
  'jenkins/jenkins:2.440.1-lts-jdk17',
  'linuxserver/app:version-1.2.3',
  `app:${'0123456789'.repeat(4)}`,
  'registry.example.com:5000/team/app:2.4',
])('%s names one version of the program', (image) => {
  expect(isPinned(image)).toBe(true)
})

test('where an image comes from: what a file builds itself is fetched from nowhere', () => {
  const build = { build: '.' }
  const services = {
    web: { ...build, image: 'app:local' },
    worker: { image: 'app:local' },
    shop: { ...build, image: 'registry.example.com/shop:latest' },
    api: { ...build, image: 'team/api', pull_policy: 'build' },
    cache: { image: 'redis:latest' },
    bare: build,
  }
  const named = Object.entries(services).map(([name, written]) => ({ name, written }))
  expect(Object.fromEntries(originsOf(named, {}))).toEqual({
    web: 'built',
    worker: 'built',
    shop: 'either',
    api: 'built',
    cache: 'fetched',
    bare: 'fetched',
  })
})
