import { text } from '../claim.ts'
import { type Axes, defineAxes } from './axis.ts'

/** How a start says no: the same for every value that must be refused. */
const refusal: Axes[string] = {
  tried: [
    'the process exits with any code but 0',
    'the message is on stdout or stderr, in any words that have the variable in them',
  ],
  untried: text`A backend that stays up and answers every request with an error: the claim demands
    that it exits.`,
}

/** Where a known value comes from: the same for both keys. */
const origin: Axes[string] = {
  tried: [
    "the deployment guide's samples",
    'placeholders of templates',
    'defaults of frameworks',
    'sequences that pass a length check',
    'the value in the environment file that the target ships',
    'knownDefaults in the config',
  ],
  untried: text`With few samples only two of each family. Defaults that stand in the source alone
    and that the config does not name: only the target knows them.`,
}

const absence: Axes[string] = {
  tried: ['unset', 'empty', 'one blank'],
  untried: 'Four blanks and a tab are tried in the whole gate, not with few samples.',
}

const weakness: Axes[string] = {
  tried: ['4 characters', '16 random characters', 'one character 32 times'],
  untried: text`8 and 28 random characters, and other repeated ones, are tried in the whole gate
    only. Patterns of two or more characters: where "weak" begins is a matter of taste.`,
}

const oneKey: Axes[string] = {
  tried: ['a start in production, with all other variables good'],
  untried: text`Keys that come from a file or a secret store: the contract says them by variable.
    Other commands than the server: a refusal there is operations.system-check.`,
}

export const configuration = defineAxes('configuration', {
  'configuration.secret-key-default-refused': {
    'origin of the value': origin,
    'way of refusing': refusal,
    'place of the key': oneKey,
  },
  'configuration.secret-key-missing-refused': {
    'way of being absent': absence,
    'way of refusing': refusal,
    'place of the key': oneKey,
  },
  'configuration.secret-key-weak-refused': {
    'kind of weakness': weakness,
    'way of refusing': refusal,
  },
  'configuration.jwt-secret-key-default-refused': {
    'origin of the value': origin,
    'way of refusing': refusal,
    'place of the key': oneKey,
  },
  'configuration.jwt-secret-key-missing-refused': {
    'way of being absent': absence,
    'way of refusing': refusal,
    'place of the key': oneKey,
  },
  'configuration.jwt-secret-key-weak-refused': {
    'kind of weakness': weakness,
    'way of refusing': refusal,
  },
  'configuration.secrets-distinct': {
    'key in both variables': {
      tried: ['standard base64', 'URL-safe base64'],
      untried: 'Keys that differ in white space only, or of which one is a part of the other.',
    },
    'variable named by the refusal': { tried: ['SECRET_KEY', 'JWT_SECRET_KEY'] },
  },
  'configuration.generated-key-accepted': {
    generator: {
      tried: ['32 random bytes as base64, padded', '32 random bytes as URL-safe base64, unpadded'],
      untried: 'Hexadecimal, and longer keys: the guide recommends these two generators.',
    },
    'characters of the key': {
      tried: ['whatever 8 random pairs have with --quick', 'whatever 20 have without'],
      untried: text`A rule that refuses fewer than one key in ten can slip through: 20 pairs find
        it with 88 %, 8 pairs with 57 %.`,
    },
  },
  'configuration.refusal-clear': {
    'value that is refused': {
      tried: [
        'a placeholder as SECRET_KEY',
        'an empty SECRET_KEY',
        'one repeated character as SECRET_KEY',
        'a negative pool size',
        'an address of the database that is no URL',
        'debugging, any origin or any host, if the backend refuses these',
      ],
      untried: 'Two wrong values at once: whether one or both are named is a matter of taste.',
    },
    'time to refuse': {
      tried: ['5 s', 'one and a half times a good start, where that takes longer'],
    },
    'server that refuses': {
      tried: ['one that ends itself', 'a master whose workers end, if the master ends in time'],
      untried: 'A supervisor that the config does not start, such as systemd.',
    },
  },
  'configuration.forged-token-rejected': {
    forgery: {
      tried: [
        'signed with each known default',
        'signed with SECRET_KEY, if that is another variable',
        'signed with an empty key',
        'signed with the first 8 and 16 characters of the key',
        'signed with a key that its own header brings',
        'expired 10 minutes ago',
        'expired a day ago',
        'for another audience',
        'alg none, None and NONE',
        'without a signature',
        'with a signature of zeros',
        'with only half of its signature right',
      ],
      untried: text`A public key as HMAC secret, a key id that points elsewhere, not-before in the
        future, and another issuer.`,
    },
    algorithm: {
      tried: ['HS256', 'HS384', 'HS512'],
      untried: text`Pairs of keys (RS256, ES256): the gate does not hold the private key, so it
        cannot sign an expired token. An accepted forgery still fails; else the check is
        inconclusive.`,
    },
    'reading of the key': {
      tried: ['as text', 'as base64', 'as hexadecimal'],
      untried: 'A key derived from the variable: the gate cannot repeat the derivation.',
    },
    endpoint: {
      tried: [
        'the profile of the session',
        'permissions',
        'companies',
        'a record, all four ways',
        'roles and memberships',
        'what an administrator may do: accounts and the cache',
      ],
      untried: text`Refresh tokens and WebSockets; of an attached target all but the profile, since
        the check makes nothing there that it could write to.`,
    },
  },
  'configuration.debug-off': {
    'answer to debug mode': { tried: ['the start is refused', 'the start succeeds, to no effect'] },
    'spelling of true': {
      tried: ['true', 'in capitals', 'with blanks around it', '1', 'yes', 'y', 'on', 't'],
    },
    'error that is provoked': {
      tried: [
        'an unknown route',
        'a malformed path',
        'a POST without a body',
        'a malformed login body',
        'a debug query parameter',
        'a read of a record whose table is lost',
      ],
    },
    'debug route': {
      tried: ['/debug', '/__debug__', '/console', '/_profiler', '/debug/vars', '/debug/pprof'],
      untried: 'Routes that only this backend has.',
    },
  },
  'configuration.environment-typo-refused': {
    spelling: {
      tried: ['prod', 'production with a capital letter and a trailing blank'],
      untried: text`PRODUCTION_, prodution, production-eu and live are tried in the whole gate
        only. A capital letter alone is not tried: many backends rightly ignore case.`,
    },
    'way of refusing': refusal,
  },
  'configuration.invalid-value-refused': {
    setting: {
      tried: [
        'workers',
        'pool size, overflow, timeout and recycle',
        'TTLs of the cache and of tokens',
        'the login limit and its window',
        'other times: of Redis, slow queries and shutdown',
        'CORS origins',
        'OAuth redirect address',
        'SMTP port',
        'addresses of PostgreSQL and Redis',
      ],
      untried: 'Settings that the contract does not know.',
    },
    'kind of wrong value': {
      tried: ['a word', 'a number with a comment', 'negative', 'zero', 'absurdly large', 'no URL'],
      untried: text`With few samples two values of each setting, and all of the pool size. Zero and
        -1 are left out where backends give them a meaning; fractions and empty values.`,
    },
    'way of refusing': refusal,
  },
  'configuration.settings-effective': {
    'effect that is observed': {
      tried: [
        'connections at saturation and their age',
        'keys, expiries and waits for Redis',
        'tokens and sessions',
        'headers and statuses',
        'lines of the log',
        'mails and OAuth redirects',
        'processes, ports and time to stop',
        'what a knob of the config observes',
        'of other variables: a refused start, answers that need no session, lines of the log',
      ],
      untried: text`Where another variable than the contract's shows in none of these, it is named,
        and the check inconclusive. A key that no session depends on, and one of several addresses
        of the same server, are not judged by the lack of an effect.`,
    },
    'spelling of the changed value': {
      tried: ['levels in upper and lower case', 'true and * for debug mode'],
      untried: 'A documented value of other settings in a second spelling.',
    },
    'size of the effect': {
      tried: ['any difference of exact values', 'a factor of two of measured values'],
      untried: 'Whether the effect is the documented one: each setting has a claim of its own.',
    },
  },
  'configuration.development-starts': {
    'settings of the start': {
      tried: ['the environment and the addresses of its servers alone'],
      untried: text`With a developer's environment file: then the defaults would not be tested.
        Without any database: the guide's development has one.`,
    },
    'number of processes': {
      tried: ['one', 'several, each with a pool of its own'],
      untried: 'Processes that open their pools only at their first request after the burst.',
    },
    'way of filling the pool': {
      tried: ['reads that wait for a locked table'],
      untried: 'Writes: they take the same pool in every backend that is known to us.',
    },
  },
  'configuration.placeholders-refused': {
    credential: { tried: ['OAuth client id and secret', 'mail password', "Redis's password"] },
    placeholder: { tried: ['several phrases', 'a word in angle brackets'] },
  },
  'configuration.secrets-not-exposed': {
    place: {
      tried: [
        'output at the default level and at debug level',
        'output of refused starts',
        'error bodies and headers',
        'health, readiness and metrics, with and without the database',
        'process arguments',
        'output of check, pool status and version commands',
        "the gate's own run folder",
      ],
      untried: text`Image layers are container.image-clean. Log files that the backend writes
        itself, traces and error trackers: the contract does not name them. With few samples the
        debug level alone, which prints what the default one does.`,
    },
    secret: {
      tried: [
        'both keys',
        'password of PostgreSQL',
        'password of the mail server',
        'OAuth client secret',
        "Redis's password",
        "what makes users' sessions, in the output: tokens, cookies, what refreshes them",
      ],
    },
    'spelling of the secret': {
      tried: ['as it is', 'escaped as in URLs and JSON', 'as base64', 'its first or last 12'],
      untried: 'Encrypted or hashed, and a part from the middle.',
    },
    failure: {
      tried: [
        'bad logins',
        'malformed bodies',
        'a lost table',
        'a lost database',
        'a lost Redis',
        'mails that are refused',
        'bad settings',
      ],
      untried: 'A failing OAuth provider while requests run.',
    },
  },
})
