const done = await attempt(client, direction).catch((error: unknown) => {
  console.error(error)
  return []
})
