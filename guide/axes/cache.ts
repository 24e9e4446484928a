import { defineAxes } from './axis.ts'

const permissionsAlone =
  'other cached reads: the contract names the key, the answer and the way to clear of these only'

/** Of the claims of section cache. */
export const cache = defineAxes('cache', {
  'cache.permission-key': {
    member: { tried: ['owner of three companies', 'a reader in a company of somebody else'] },
    'spelling of the key': {
      tried: ["the guide's"],
      untried: 'any other: the claim is about the key that the guide names',
    },
  },
  'cache.permission-ttl': {
    setting: { tried: ['the default', '120 s'] },
    'what touched the entry': { tried: ['a fill', 'a hit', 'a role change'] },
    member: {
      tried: ['an owner', 'a member', 'a stranger who was refused', 'somebody who was taken out'],
    },
    expiry: { tried: ['the setting itself', 'shortened at random by up to a half'] },
  },
  'cache.default-ttl': {
    entry: { tried: ['filled', 'read again', 'that there is no such company'] },
    'kind of entry': {
      tried: ['what reading a company leaves under cache.otherKeys'],
      untried: 'entries of other requests: the contract does not say which ones are cached',
    },
  },
  'cache.hit-spares-database': {
    worker: { tried: ['as many as 60 checks reach', 'every connection of their pools'] },
    'state of the entry': { tried: ['present', 'deleted'] },
    'kind of request': { tried: ['a permission check'], untried: permissionsAlone },
  },
  'cache.disabled': {
    role: { tried: ['writer', 'reader', 'writer again'] },
    'kind of entry': { tried: ['permissions', 'what cache.otherKeys matches'] },
    'spelling of off': {
      tried: ['false'],
      untried: '0, no and off: configuration.invalid-value-refused is about spellings',
    },
  },
  'cache.role-change-visible': {
    change: {
      tried: ['from role to role', 'from no membership to one', 'from one to none'],
      untried: 'a new owner: the contract has no operation for it',
    },
    session: { tried: ['the one from before the change', 'a new login'] },
    'what shows the role': { tried: ['the list of permissions', 'a write that needs it'] },
    'process that answers': { tried: ['two replicas', 'every worker of each'] },
    'process that changes': {
      tried: ['each replica in turn'],
      untried: 'a change by SQL: cache.ttl-bounds-staleness is about that',
    },
  },
  'cache.invalidate-endpoint': {
    caller: { tried: ['an administrator', 'an ordinary user', 'nobody'] },
    'what is cleared': { tried: ['one user', 'all'] },
    'number of the user': {
      tried: ['one that the numbers of two others begin or end with'],
      untried: 'ids that are no numbers: they do not contain each other',
    },
    trace: {
      tried: ['entries of that user', 'entries of another company'],
      untried: "copies in a worker's memory: cache.role-change-visible finds those",
    },
  },
  'cache.ttl-bounds-staleness': {
    'process that answers': { tried: ['two replicas', 'the workers of each'] },
    change: { tried: ['to a higher role', 'to a lower one'] },
    setting: {
      tried: ['2 s in place of an hour'],
      untried: 'the deployed hour: no run waits that long',
    },
  },
  'cache.no-stale-fill': {
    process: { tried: ['one replica fills', 'the other one changes', 'workers of both answer'] },
    'command of the fill': { tried: ['SET and its kin', 'any other command that writes'] },
    change: { tried: ['to a higher role', 'to a lower one'] },
    'kind of request': { tried: ['a permission check'], untried: permissionsAlone },
  },
  'cache.lost-invalidation': {
    'reach of the fault': { tried: ['the changing replica', 'all replicas'] },
    'kind of fault': {
      tried: ['connections refused', 'no answer'],
      untried: 'Redis that is read-only or full: its errors are those of a refused write',
    },
    'moment of the fault': {
      tried: [
        'before the change',
        'while the change waits for the database',
        'as it is committed, when only the invalidation is left to do',
      ],
    },
    'what comes after': {
      tried: [
        'right answers',
        'a cache that every worker uses again',
        'a database that is away still as Redis comes back',
      ],
    },
    'outcome of the change': {
      tried: ['acknowledged', 'refused', 'applied although it was refused'],
    },
  },
  'cache.redis-down-degrades': {
    moment: {
      tried: ['before the outage', 'during it', 'after it', 'when the cache has to be used again'],
    },
    'kind of request': {
      tried: [
        'a permission check',
        'health at the same time',
        'a login: a limiter that counts in Redis may refuse it, but may not wait or fail',
        'reads and a new record, which have to be answered as with Redis',
        'updates, deletions and new companies, which may be refused instead',
      ],
      untried: 'lists, uploads and jobs: the contract has no such operation',
    },
    'how Redis goes': {
      tried: ['a crash', 'it refuses every write, as one that is full or a replica'],
      untried: 'a frozen Redis: cache.lost-invalidation and health-independent freeze it',
    },
  },
  'cache.redis-down-start': {
    'who starts': {
      tried: ['a whole deployment'],
      untried: 'one worker of a deployment that runs: container.workers and release claims do that',
    },
    'how Redis goes': {
      tried: ['a crash'],
      untried: 'a frozen Redis: cache.lost-invalidation and health-independent freeze it',
    },
  },
  'cache.redis-slow-degrades': {
    moment: { tried: ['without latency', 'with a second of it'] },
    latency: {
      tried: ['ten times the budget'],
      untried: 'just above the budget: a busy machine adds as much by itself',
    },
    'kind of request': { tried: ['a permission check'], untried: permissionsAlone },
  },
  'cache.stampede': {
    'number of processes': { tried: ['2 by settings.workers', 'one without it'] },
    'what is counted': { tried: ['loads at once', 'failed checks', 'the answer afterwards'] },
    'kind of request': { tried: ['a permission check'], untried: permissionsAlone },
  },
  'cache.tenant-isolation': {
    'role of the person': { tried: ['owner', 'writer', 'reader'] },
    process: { tried: ['two replicas', 'the workers of each'] },
    'state of the entries': {
      tried: ['all deleted before each round', 'filled by one of two checks at once'],
    },
    'kind of request': {
      tried: ['a permission check', 'a company and a record that their owner has just read'],
      untried: 'lists and searches: the contract has no such operation',
    },
  },
  'cache.survives-restart': {
    'what survives': { tried: ['the value', 'the expiry', 'the volume of the service'] },
    'how Redis goes': {
      tried: ['a crash'],
      untried: 'an orderly stop: it saves whatever a crash does not lose',
    },
  },
  'cache.clear-nonblocking': {
    'way of clearing': {
      tried: [
        'KEYS',
        'FLUSHDB',
        'FLUSHALL',
        'one SCAN, DEL or UNLINK of a quarter of the keys',
        'one long command or script',
      ],
    },
    'what must stay': { tried: ['answers of permission checks', 'an unrelated key'] },
    'number of entries': {
      tried: ['100000'],
      untried: 'few: a clear of few entries blocks nobody, however it is made',
    },
  },
  'cache.hit-ratio-visible': {
    event: { tried: ['a hit', 'a miss'] },
    'when figures are refreshed': { tried: ['at the scrape', 'up to 3 s later'] },
    worker: {
      tried: ['checks on one connection'],
      untried: 'each worker by itself: observability.metrics compares sums over all workers',
    },
  },
  'cache.membership-visible': {
    change: {
      tried: ['from no membership to one', 'from one to none, if there is removeMember'],
      untried: 'an invitation that its receiver has to accept: the contract has no such operation',
    },
    'asked before': { tried: ['as a stranger who was refused', 'as a member who was let in'] },
    'what is asked': {
      tried: ['permissions', 'once taken: the company and a record, read by the member before'],
      untried: 'lists and searches: the contract has no such operation',
    },
    'process that answers': { tried: ['two replicas', 'every worker of each'] },
    'process that changes': { tried: ['each replica in turn'], untried: 'a change by SQL' },
  },
})
