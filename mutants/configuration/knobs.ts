import type { Edit } from '../mutant.ts'

/** Settings that are read, validated, and then not used: production works with these instead. */
export function deadKnobs(values: Readonly<Record<string, string | number | boolean>>): Edit {
  return {
    file: 'reference-app/src/config/load.ts',
    find: '  return settings\n}\n\nfunction clean(',
    replace: `  return production ? { ...settings, ...${JSON.stringify(values)} } : settings
}

function clean(`,
  }
}
