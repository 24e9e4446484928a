import { defineAxes } from './axis.ts'

/** Of the claims of section observability. */
export const observability = defineAxes('observability', {
  'observability.logs-structured': {
    moment: {
      tried: [
        'start',
        'requests',
        'unreadable bodies',
        'an error from inside',
        'a killed worker',
        'a lost Redis',
        'a mail that cannot be sent',
        'stop',
      ],
    },
    level: { tried: ['as deployed', 'debug, if logLevels says how it is spelt'] },
    stream: { tried: ['stdout', 'stderr'] },
    spelling: { tried: ['keys of the config', 'levels of many libraries', 'times as numbers'] },
    'who writes': {
      tried: ['the backend', 'its libraries', 'the runtime'],
      untried: 'a crash of the runtime itself: no request causes one in a sound backend',
    },
  },
  'observability.log-level': {
    level: { tried: ['debug', 'info', 'warning', 'error'] },
    event: { tried: ['success', 'refusal', 'unreadable bodies', 'an error from inside'] },
    worker: {
      tried: ['2 workers'],
      untried: 'each by itself: a line does not say which worker wrote it',
    },
    'spelling of the level': { tried: ["the guide's upper case", 'logLevels of the config'] },
  },
  'observability.request-traced': {
    'id of the client': { tried: ['none', 'one of its own'] },
    header: { tried: ['any of the response', 'parts of traceparent'] },
    answer: { tried: ['an error', 'a profile'] },
    'place of the edge': {
      tried: ['the main one', 'each other one that passes requests on'],
      untried: 'places for probes alone: many of them are not logged',
    },
    'requests at once': { tried: ['20'], untried: 'one by one: ids are confused at once or never' },
  },
  'observability.health-shape': {
    worker: { tried: ['those that 5 probes reach'], untried: 'each: all come from one build' },
    'spelling of the fields': { tried: ["the guide's names", 'endpoints.health.fields'] },
    defect: { tried: ['a field is missing', 'another version', 'another environment'] },
  },
  'observability.health-independent': {
    'what is away': {
      tried: ['Redis stopped', 'Redis frozen', 'the pool', 'database stopped', 'database frozen'],
    },
    'what waits meanwhile': {
      tried: ['reads', 'permissions', 'writes and logins', 'more of them than threads'],
    },
    worker: { tried: ['2 by connections in turn', 'one without settings.workers'] },
    moment: { tried: ['during the fault', 'after it'] },
  },
  'observability.readiness-honest': {
    'how the database goes': { tried: ['an orderly stop', 'frozen'] },
    moment: { tried: ['within 2 s', 'the 2 s after that', 'after its return'] },
    worker: { tried: ['2 by connections in turn', 'one without settings.workers'] },
    'what else may be away': {
      tried: ['nothing'],
      untried: 'Redis and an exhausted pool: a backend may be ready without either',
    },
  },
  'observability.metrics': {
    worker: { tried: ['requests over 20 connections', 'scrapes from each in turn'] },
    'status of the request': {
      tried: ['200', 'a refusal', 'an error from inside'],
      untried: 'paths that no route serves: some leave them out, as scanners ask for so many',
    },
    'kind of request': { tried: ['a read', 'a write, if it is one request'] },
    'what is counted': { tried: ['requests', 'pool', 'cache', 'scrapes or not'] },
    'when figures are collected': { tried: ['at the scrape', 'up to 5 s later'] },
  },
  'observability.counters-never-fall': {
    'how the worker ends': {
      tried: ['by KILL', 'by TERM'],
      untried: 'recycling after a number of requests: it ends as by TERM',
    },
    'kind of counter': {
      tried: ['counters', 'histograms', 'summaries', 'totals without a type'],
      untried: 'series that name a process: a scraper takes each for itself',
    },
    defect: { tried: ['a lower value', 'a series that is gone', 'one worker shown alone'] },
  },
  'observability.metrics-private': {
    'spelling of the path': { tried: ['as it is', 'slashes', 'dots', 'escapes', 'upper case'] },
    'place of the edge': {
      tried: ['that of the path', 'each that is passed on', 'below each prefix that is'],
    },
    'port of the metrics': {
      tried: ["the backend's", 'one of their own, where the edge names it in an address'],
      untried: 'A port of their own in a variable of the edge: then the check is inconclusive.',
    },
    'server of the edge': { tried: ['the main one', 'others on the same ports, by their names'] },
    'address of the client': {
      tried: ['one from outside'],
      untried: "the edge's own: metrics may be open to its machine",
    },
    method: { tried: ['GET', 'HEAD', 'POST', 'OPTIONS'] },
    'header that names a path': { tried: ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri'] },
    scheme: { tried: ['https', 'plain HTTP'] },
  },
})
