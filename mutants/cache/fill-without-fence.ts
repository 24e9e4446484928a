import type { Mutant } from '../mutant.ts'

export const cacheFillWithoutFence: Mutant = {
  id: 'cache-fill-without-fence',
  defect: 'A reader that loaded before a change puts the old value back after it.',
  kills: ['cache.no-stale-fill'],
  edits: [
    {
      file: 'reference-app/src/cache/commands.ts',
      find: `  if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
`,
      replace: '',
    },
  ],
}
