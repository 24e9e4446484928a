import { defineClaims, text } from '../claim.ts'

/** Secrets, environment and settings: what must stop a start, and what a start must honour. */
export const configuration = defineClaims('configuration', {
  'configuration.secret-key-default-refused': {
    level: 'must',
    impact: 'disrupt',
    statement: text`In production the backend exits with an error, before it answers a request, when
      SECRET_KEY is any publicly known value: its own default, a sample from documentation, or a
      common placeholder.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it once per known value and send requests from launch to exit. A
      generated key, started first, must be accepted.`,
    remedy: text`At boot compare the key with a deny-list (own default, every sample in
      documentation and example files, the usual placeholders), not with one default, and exit
      non-zero before serving.`,
    prevents: text`Anyone who has read the repository can sign an administrator's session for
      production.`,
  },
  'configuration.secret-key-missing-refused': {
    level: 'must',
    impact: 'disrupt',
    statement: text`In production the backend exits with an error, before it answers a request, when
      SECRET_KEY is unset, empty or only white space.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it with the variable absent, empty and blank, and send requests from
      launch to exit.`,
    remedy: text`Make the variable required in production, trim it before you validate it, and never
      fall back to a default or to a key generated at startup.`,
    prevents: text`A deployment that lost its secret starts anyway: sessions are forgeable, or each
      worker rejects the sessions of the others.`,
  },
  'configuration.secret-key-weak-refused': {
    level: 'should',
    impact: 'disrupt',
    statement: text`In production the backend refuses a SECRET_KEY that has less than 32 bytes of
      entropy as written, or that repeats one character.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Start it with keys that are too short and with long keys of one repeated
      character, and send requests from launch to exit.`,
    remedy: text`Require 32 bytes or more and many distinct characters, and let the error say how
      to generate 32 random bytes.`,
    prevents: text`A short key can be brute-forced offline from one captured session cookie, and the
      attacker signs sessions until the key is rotated.`,
  },
  'configuration.jwt-secret-key-default-refused': {
    level: 'must',
    impact: 'disrupt',
    statement: text`In production the backend exits with an error, before it answers a request, when
      JWT_SECRET_KEY is any publicly known value: its own default, a sample from documentation, or
      a common placeholder.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it once per known value, with a good SECRET_KEY, and send requests from
      launch to exit. A generated pair, started first, must be accepted.`,
    remedy: text`Check JWT_SECRET_KEY against the same deny-list as SECRET_KEY. A guard that checks
      only one variable, or only the default, lets sample values through.`,
    prevents: text`A token signed with the published sample is accepted for any user, and the
      emergency rotation logs everyone out.`,
  },
  'configuration.jwt-secret-key-missing-refused': {
    level: 'must',
    impact: 'disrupt',
    statement: text`In production the backend exits with an error, before it answers a request, when
      JWT_SECRET_KEY is unset, empty or only white space.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it with the variable absent, empty and blank, with a good SECRET_KEY,
      and send requests from launch to exit.`,
    remedy: text`Make the variable required in production, and do not derive it from SECRET_KEY or
      generate it when it is missing.`,
    prevents: text`Tokens are signed with an empty or a per-process key: anyone can forge them, or
      every other request is logged out.`,
  },
  'configuration.jwt-secret-key-weak-refused': {
    level: 'should',
    impact: 'disrupt',
    statement: text`In production the backend refuses a JWT_SECRET_KEY that has less than 32 bytes
      of entropy as written, or that repeats one character.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Start it with keys that are too short and with long keys of one repeated
      character, with a good SECRET_KEY, and send requests from launch to exit.`,
    remedy: text`Require at least the digest's length, 32 bytes for HMAC-SHA-256, and many
      distinct characters.`,
    prevents: text`One captured access token is enough to brute-force the signing key on a laptop,
      and every account is exposed until the key is rotated.`,
  },
  'configuration.secrets-distinct': {
    level: 'should',
    impact: 'disrupt',
    statement: text`In production the backend refuses to start when SECRET_KEY and JWT_SECRET_KEY
      hold the same value; they are two variables.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Start it with one good key in both variables, and as a control with two
      different good keys.`,
    remedy: text`Compare the two keys at boot and exit with an error that names both variables.
      Generate each separately.`,
    prevents: text`One leaked key compromises both sessions and tokens, and rotating it during the
      incident ends both at once.`,
  },
  'configuration.generated-key-accepted': {
    level: 'must',
    impact: 'disrupt',
    sentinel: 'unless-quick',
    statement: text`In production the backend starts with keys from either recommended generator: 32
      random bytes as standard or as URL-safe base64.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it with 20 freshly generated pairs, from both generators, and wait
      until each start is ready.`,
    remedy: text`Accept every character of both base64 alphabets and the padding, and keep
      quoting, trimming or interpolation from changing the value.`,
    prevents: text`A rule that is too strict turns a routine key rotation into a backend that does
      not start.`,
  },
  'configuration.refusal-clear': {
    level: 'must',
    impact: 'disrupt',
    statement: text`A refused start exits non-zero within 5 s, prints one error that names the
      variable but not its value, and leaves no workers restarting in a loop.`,
    guideSections: ['Pre-Deployment Checklist'],
    verification: text`Time each refusal, read its exit code and all of its output, and look for the
      variable's name, the value and repeated starts.`,
    remedy: text`Validate the whole configuration once, in the first process, before forking
      workers or connecting anywhere; print one error and exit non-zero.`,
    prevents: text`Workers that crash in a loop bury the one line that says which variable is
      wrong, or print the secret into the log.`,
  },
  'configuration.forged-token-rejected': {
    level: 'must',
    impact: 'observe',
    statement: text`A token that is signed with a known default or with SECRET_KEY, unsigned (alg
      none), expired, or meant for another audience gets 401, or 403 if the target declares it.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Forge each token with a JOSE library and call an endpoint that requires
      login. A genuine token must pass at the same endpoint.`,
    remedy: text`Verify with JWT_SECRET_KEY alone, pin the list of algorithms, and require expiry
      and audience in every token.`,
    prevents: text`A forged token passes every permission check, and the logs cannot tell it from a
      real one.`,
  },
  'configuration.debug-off': {
    level: 'must',
    impact: 'disrupt',
    statement: text`In production DEBUG=true, or any other word for true, is refused or has no
      effect that a client can see: no stack trace in an error and no debug route.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Start it with debug on, in each spelling of true; if it starts, provoke
      errors of clients and one from inside, and request the usual debug routes.`,
    remedy: text`Treat debug in production as a configuration error, or enable stack traces, debug
      routes and reloading in development only.`,
    prevents: text`One error page shows source, settings and credentials to whoever provoked it.`,
  },
  'configuration.environment-typo-refused': {
    level: 'should',
    impact: 'disrupt',
    statement: text`An ENVIRONMENT outside the documented names, such as prod or Production with a
      trailing blank, is refused, not treated as a mode without production's rules.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Start it once per misspelling, with a default key that production would
      refuse, and send requests from launch to exit.`,
    remedy: text`Compare the name exactly with a closed list, and exit on anything else; never treat
      an unknown name as development.`,
    prevents: text`One misspelt word silently turns off every production rule, and default keys and
      debug pages go live.`,
  },
  'configuration.invalid-value-refused': {
    level: 'must',
    impact: 'disrupt',
    statement: text`Pool settings that are not numbers, negative, absurdly large, or zero when zero
      has no meaning, and malformed URLs and origins, are refused with an error that names the
      variable.`,
    guideSections: ['Production Environment Variables', 'Connection Pool Tuning Guide'],
    verification: text`Start it once for each bad value of each variable, with good values for the
      others, and read the exit code and the error.`,
    remedy: text`Give every variable a type and a range in one schema, validate it before anything
      else, and never coerce what does not parse.`,
    prevents: text`A typo becomes an unbounded or empty pool or a silent default, and shows up only
      at the first peak.`,
  },
  'configuration.settings-effective': {
    level: 'must',
    impact: 'disrupt',
    costly: true,
    timed: true,
    services: ['redis'],
    statement: text`Every documented variable works: changing its value alone changes something
      that can be observed from outside.`,
    guideSections: ['Production Environment Variables', 'Connection Pool Tuning Guide'],
    verification: text`For each variable start a baseline and a changed backend, and compare what
      shows from outside: connections held, keys and expiries, headers, log lines.`,
    remedy: text`Wire the variable to what it names, or remove it from the documentation and the
      environment file.`,
    prevents: text`In an incident someone changes a setting, nothing happens, and it takes an hour
      to find out that nothing reads it.`,
  },
  'configuration.development-starts': {
    level: 'should',
    impact: 'disrupt',
    statement: text`In development the backend starts with its defaults alone, with the Light row's
      pool of 5 connections and 10 overflow.`,
    guideSections: ['Connection Pool Tuning Guide'],
    verification: text`Start it with nothing set but ENVIRONMENT and the addresses of its servers;
      wait until it is ready and saturate its pool to measure the size.`,
    remedy: text`Give every variable a working development default, and apply the production rules
      in production only.`,
    prevents: text`Engineers copy production's secrets to their laptops because nothing starts
      without them.`,
  },
  'configuration.placeholders-refused': {
    level: 'beyond',
    impact: 'disrupt',
    costly: true,
    services: ['redis'],
    statement: text`In production the backend refuses to start while a credential of Redis, of its
      mail server or of its OAuth provider is a placeholder.`,
    guideSections: ['Production Environment Variables'],
    verification: text`Start it with a placeholder for each such credential in turn, on a Redis that
      accepts it; a generated password has to do.`,
    remedy: text`Compare each credential with the placeholders of samples when the settings are
      read, that of a URL as well, and name the variable in the error.`,
    prevents: text`Mails, logins and the cache fail after the release, because a line of the sample
      was never filled in, or work with a password that everyone knows.`,
  },
  'configuration.secrets-not-exposed': {
    level: 'must',
    impact: 'disrupt',
    costly: true,
    services: ['redis'],
    statement: text`Secrets appear nowhere: not in output at any log level, error bodies, health,
      metrics, process arguments, image layers and history, nor in the gate's own report.`,
    guideSections: ['Pre-Deployment Checklist', 'Production Environment Variables'],
    verification: text`Seed canary secrets, exercise the backend at every log level and through its
      failures, and search everything that it and the run left behind.`,
    remedy: text`Pass secrets by environment or file, never as an argument or in a build step, and
      redact settings, URLs and headers in the logger and in the error handler.`,
    prevents: text`Everyone who can read the logs or pull the image has production's keys, and all
      of them must be rotated at once.`,
  },
})
