/**
 * The site of a trial as the target's release procedure reads it: who is where, and what to run.
 * Every command goes to the gate, which owns the processes, so that it can clean up after them.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const colourNames = ['blue', 'green'] as const
export type ColourName = (typeof colourNames)[number]
/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]]

export interface SiteColour {
  /** Without port: what the edge's file names. */
  address: string
  /** Readiness, past the edge. */
  ready: { url: string; headers: Record<string, string> }
  /** Stands in the header `verify.header` of an answer that this side gave. */
  mark: string
  start: CommandLine
  migrate: CommandLine
  /** Prints the number of connections that the side has. */
  connections: CommandLine
  stop: CommandLine
}

export interface ReleaseSite {
  /** For the procedure's own use. */
  stateFile: string
  edge: {
    /** To be written anew; the edge reads it when it is reloaded. */
    upstreamFile: string
    /** The content; `{address}` stands for that of the colour. */
    upstream: string
    /** Fails if the edge would not load the file. */
    test: CommandLine
    reload: CommandLine
    verify: { url: string; headers: Record<string, string>; header: string }
  }
  colours: Record<ColourName, SiteColour>
  limits: {
    /** Seconds that the trial has for a side to become ready: it would not wait for minutes. */
    ready: number
    /** Seconds after which a side is stopped that is not idle. The procedure's own if absent. */
    drain?: number
  }
}

/** What a procedure can ask of the gate. */
export const actions = ['start', 'migrate', 'connections', 'stop', 'test', 'reload'] as const
export type Action = (typeof actions)[number]

const program = join(import.meta.dirname, 'ask.mjs')

/** The command that asks the gate for an action. */
export function asking(socket: string, action: Action, colour?: ColourName): CommandLine {
  return [process.execPath, program, socket, action, ...(colour === undefined ? [] : [colour])]
}

/** @returns the path of the document */
export function writeSite(folder: string, site: ReleaseSite): string {
  const file = join(folder, 'site.json')
  writeFileSync(file, JSON.stringify(site, null, 2))
  return file
}
