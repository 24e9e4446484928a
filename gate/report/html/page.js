// Comfort for readers whose browser runs it. The page is complete without it.
const filter = document.querySelector('#filter')
const marked = [...document.querySelectorAll('[data-claim]')]
const groups = [...document.querySelectorAll('[data-group]')]

function showWhatMatches() {
  const { level, section, text, verdict } = Object.fromEntries(new FormData(filter))
  const words = text.toLowerCase().trim()
  const shown = new Set()
  for (const element of marked) {
    const { dataset } = element
    const matches =
      (!verdict || dataset.verdict === verdict) &&
      (!section || dataset.section === section) &&
      (!level || dataset.level === level) &&
      `${dataset.claim} ${element.textContent}`.toLowerCase().includes(words)
    element.hidden = !matches
    if (matches) shown.add(dataset.claim)
  }
  for (const group of groups) group.hidden = !group.querySelector('[data-claim]:not([hidden])')
  const all = new Set(marked.map(({ dataset }) => dataset.claim))
  filter.querySelector('output').textContent = `${shown.size} of ${all.size} claims`
}

filter.hidden = false
filter.addEventListener('input', showWhatMatches)
filter.addEventListener('submit', (event) => event.preventDefault())
showWhatMatches()

// A link to a claim that the filter hides shows it again.
window.addEventListener('hashchange', () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target?.closest('[hidden]')) return
  filter.reset()
  showWhatMatches()
  target.scrollIntoView()
})

for (const command of document.querySelectorAll('.command')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(command.textContent)
      button.textContent = 'Copied'
    } catch {
      getSelection().selectAllChildren(command)
      button.textContent = 'Selected'
    }
  })
  command.after(button)
}
