/**
 * Lets the files of a target import from the package by its name wherever Preflight is: fetched by
 * npx, installed globally, in an image or a checkout. Importing this file does it, for modules that
 * are loaded later.
 */
import { registerHooks } from 'node:module'
import { claimsModule, configModule } from '#gate/installation.mjs'

/**
 * What each name stands for: the code that runs, whatever version the target's folder has. Vitest,
 * which in a checkout reads configs itself, gets the same list.
 */
export const faces: Readonly<Record<string, string>> = {
  [configModule]: import.meta.resolve('#gate/contract/contract.ts'),
  [claimsModule]: import.meta.resolve('#gate/contract/own/define-claims.ts'),
}

registerHooks({
  resolve: (specifier, context, next) => next(faces[specifier] ?? specifier, context),
})
