if (seen !== second) {
  streak = rate > 180 ? streak + 1 : 0
  seen = second
}

if (streak >= 2 && inSecond > 100 && total % 20 === 0) return reply.code(500).send()
done()
