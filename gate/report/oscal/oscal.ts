/** OSCAL assessment results, the form of NIST for auditors: claims are objectives of a guide. */
import type { RunRecord } from '#gate/verdict/record.ts'
import type { Judgement } from '#gate/verdict/verdict.ts'
import type { Beside } from '../beside.ts'
import { findingsOf } from '../finding.ts'
import { countsOf, meaningOf } from '../meaning.ts'
import { staleLines } from '../stale.ts'
import { uuidOf } from '../uuid.ts'
import { findingOf, observationOf, riskOf, targetUuid } from './claim.ts'
import { line, lines, listed, props, token } from './parts.ts'

/** The version of the schema that a test holds the document against. */
const oscalVersion = '1.2.3'

export function renderOscal(run: RunRecord, judgement: Judgement, beside: Beside): string {
  const { target } = run
  const document = {
    'assessment-results': {
      uuid: uuidOf('document', run.id, beside.runSha256),
      metadata: {
        title: line(`Preflight: ${judgement.verdict} for ${target.name}`),
        'last-modified': run.finishedAt ?? run.startedAt,
        version: line(run.id),
        'oscal-version': oscalVersion,
      },
      'import-ap': { href: `#${planUuid(run)}` },
      results: [resultOf(run, judgement)],
      'back-matter': { resources: [planOf(run), recordOf(run, beside)] },
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function resultOf(run: RunRecord, judgement: Judgement) {
  const { engine, options, target } = run
  const { claims } = judgement
  const findings = findingsOf(run, judgement)
  const stale = staleLines(judgement).map((each) => `Stale: ${each}`)
  const remarks = [...run.troubles.map(({ message }) => message), ...stale]
  const byId = new Map(findings.map((finding) => [finding.claim.record.id, finding]))
  return {
    uuid: uuidOf('result', run.id),
    title: line(`${judgement.verdict}: ${target.name}`),
    description: lines(`${meaningOf(run, judgement)}\n${countsOf(run, judgement)}`),
    start: run.startedAt,
    ...(run.finishedAt === undefined ? {} : { end: run.finishedAt }),
    props: props({
      verdict: judgement.verdict,
      state: run.state,
      depth: options.quick ? 'quick' : 'thorough',
      engine: engine.name,
      environment: options.environment,
    }),
    'local-definitions': { components: [componentOf(run)] },
    'reviewed-controls': {
      'control-selections': [
        claims.length === 0
          ? { 'include-all': {} }
          : {
              'include-controls': claims.map(({ record }) => ({ 'control-id': token(record.id) })),
            },
      ],
    },
    ...listed(
      'observations',
      claims.flatMap((claim) => observationOf(run, claim) ?? []),
    ),
    ...listed(
      'risks',
      findings.flatMap((finding) => riskOf(run, finding) ?? []),
    ),
    ...listed(
      'findings',
      claims.flatMap((claim) => findingOf(run, claim, byId.get(claim.record.id)) ?? []),
    ),
    ...(remarks.length === 0 ? {} : { remarks: lines(remarks.join('\n')) }),
  }
}

/** The build that was judged. */
function componentOf(run: RunRecord) {
  const { configSha256, images = [], launch, name, repository, version } = run.target
  return {
    uuid: targetUuid(run),
    type: 'software',
    title: line(name),
    description: line(`The target of the run, launched as ${launch}`),
    props: props({
      version,
      commit: repository?.commit,
      'config-sha256': configSha256,
      image: images.length === 0 ? undefined : images.join(' '),
      launch,
    }),
    status: { state: 'other' },
  }
}

/** OSCAL demands the plan of an assessment: here it is the guide, of which there is no document. */
function planUuid({ guideSha256, preflight }: RunRecord): string {
  return uuidOf('guide', guideSha256 ?? preflight.version)
}

function planOf(run: RunRecord) {
  const { guideSha256, preflight } = run
  return {
    uuid: planUuid(run),
    title: line(`The claims of Preflight ${preflight.version}`),
    description: 'Each claim is an objective; its id is the name of the control that was reviewed.',
    ...listed('props', props({ 'claims-sha256': guideSha256 })),
  }
}

/** The record that everything here is computed from. */
function recordOf(run: RunRecord, { runSha256 }: Beside) {
  const hashes = runSha256 === '' ? [] : [{ algorithm: 'SHA-256', value: runSha256 }]
  return {
    uuid: uuidOf('record', run.id),
    title: line('The record of the run'),
    rlinks: [{ href: 'run.json', 'media-type': 'application/json', ...listed('hashes', hashes) }],
  }
}
