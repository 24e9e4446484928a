/** Public access has a stated reason. */
import { check } from '#gate/run/check.ts'
import { allPlatforms } from './platforms.ts'

/** "public" alone is no reason. */
const minWords = 3

check('cloud.public-access-deliberate', async ({ target, evidence, expect }) => {
  const declared = target.config.cloud?.publicAccess
  for (const { name, openings } of await allPlatforms(target)) {
    evidence.observe('platform', { name, openings })
    for (const { where, reason = declared } of openings) {
      const words = (reason ?? '').split(/\s+/).filter((word) => /\w/.test(word))
      const what = `number of words in the reason for public access (${name}, ${where})`
      expect.soft(words.length, what).toBeGreaterThanOrEqual(minWords)
    }
  }
  evidence.floor('platform', 1)
})
