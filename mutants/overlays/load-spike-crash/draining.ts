if (seen !== second) {
  streak = rate > 200 && rate < 300 ? streak + 1 : 0
  seen = second
}
if (streak >= 2) process.exit(1)
done()
