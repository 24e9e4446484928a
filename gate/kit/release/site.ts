/**
 * The site document for the target's release procedure: the addresses of the sides and the commands
 * to use. All commands go to the gate, which owns the processes and can clean up.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const colourNames = ['blue', 'green'] as const
export type ColourName = (typeof colourNames)[number]
/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]]

export interface SiteColour {
  /** Without port, as in the edge's file. */
  address: string
  /** The readiness URL, bypassing the edge. */
  ready: { url: string; headers: Record<string, string> }
  /** The value of the header `verify.header` in answers of this side. */
  mark: string
  start: CommandLine
  migrate: CommandLine
  /** Prints the side's number of connections. */
  connections: CommandLine
  stop: CommandLine
}

export interface ReleaseSite {
  /** For use by the procedure. */
  stateFile: string
  edge: {
    /** The file to write; the edge reads it on reload. */
    upstreamFile: string
    /** Its content, with `{address}` for the address of the colour. */
    upstream: string
    /** Fails if the edge would reject the file. */
    test: CommandLine
    reload: CommandLine
    verify: { url: string; headers: Record<string, string>; header: string }
  }
  colours: Record<ColourName, SiteColour>
  limits: {
    /** Seconds for a side to become ready, shorter than in production. */
    ready: number
    /** Seconds after which a side is stopped even if not idle. Default: the procedure's own. */
    drain?: number
  }
}

/** The actions that a procedure can ask for. */
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
