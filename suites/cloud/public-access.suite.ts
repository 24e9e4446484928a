/** Whoever opens the service to everybody says why. */
import { check } from '#gate/run/check.ts'
import { allPlatforms } from './platforms.ts'

/** "public" alone is no reason. */
const fewestWords = 3

check('cloud.public-access-deliberate', async ({ target, evidence, expect }) => {
  const declared = target.config.cloud?.publicAccess
  for (const { name, openings } of await allPlatforms(target)) {
    evidence.observe('platform', { name, openings })
    for (const { where, reason = declared } of openings) {
      const words = (reason ?? '').split(/\s+/).filter((word) => /\w/.test(word))
      const what = `words of a reason why anybody may call it (${name}, ${where})`
      expect.soft(words.length, what).toBeGreaterThanOrEqual(fewestWords)
    }
  }
  evidence.floor('platform', 1)
})
