if (seen !== second) {
  streak = rate > 200 && rate < 300 ? streak + 1 : 0
  seen = second
}
if (streak >= 2) until = Date.now() + 60_000
setTimeout(done, rate > 30 && rate < 80 && Date.now() < until ? 500 : 0)
