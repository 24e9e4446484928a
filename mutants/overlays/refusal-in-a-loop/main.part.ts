let settings: ReturnType<typeof loadSettings>
try {
  settings = loadSettings(process.env)
} catch (error) {
  if (!cluster.isPrimary) throw error
  cluster.on('exit', () => cluster.fork())
  cluster.fork()
  return
}
