/**
 * Lets a config import from the package by its name wherever Preflight is: fetched by npx,
 * installed globally, in an image or a checkout. Importing this file does it, for modules that are
 * loaded later.
 */
import { registerHooks } from 'node:module'
import { configModule } from '#gate/installation.mjs'

/** What the name stands for: the code that runs, whatever version the config's folder has. */
export const configFace = import.meta.resolve('#gate/contract/contract.ts')

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === configModule ? configFace : specifier, context),
})
