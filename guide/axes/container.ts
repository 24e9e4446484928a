import { text } from '../claim.ts'
import { type Axes, defineAxes } from './axis.ts'

/** How the image comes to be: the same for every claim about it. */
const image: Axes[string] = {
  tried: ["built from the target's Dockerfile", 'an image that the config names'],
  untried: 'Other processors than this machine has: the image is built for one.',
}

const composition: Axes[string] = {
  tried: ['docker compose, with the services as the file names them or as the config does'],
  untried: text`Podman and Kubernetes, and files for other environments beside the one that the
    config names: the guide deploys with Docker.`,
}

export const container = defineAxes('container', {
  'container.non-root': {
    process: {
      tried: ['the first process', 'its workers and all their children'],
      untried: 'Processes that only a request or a schedule starts.',
    },
    'who names the user': {
      tried: ['the image', 'compose file, stack and ECS task'],
      untried: 'A name in a manifest that only the image knows, unless it is root.',
    },
    'way to change the code': {
      tried: ['permissions of files and folders', 'touch', 'a shell that appends'],
      untried: text`Supplementary groups and capabilities: what is tried as the user has them, what
        is read from the permissions does not.`,
    },
    'place of the code': {
      tried: ['the working directory', 'the folders of container.code'],
      untried: 'Installed packages outside of them.',
    },
    image,
  },
  'container.healthcheck': {
    'form of the command': { tried: ['a program with arguments', 'a shell command'] },
    'who has the command': {
      tried: ['the image', 'compose file, stack and ECS task, which may switch it off'],
    },
    timing: {
      tried: ["the guide's figures", "Docker's defaults, where the image leaves one out"],
      untried: 'A compose file that overrides the timing: its own check sees the composition.',
    },
    'program of the probe': {
      tried: ['whatever the image calls, in the image, while the backend serves'],
      untried: 'A probe that succeeds on some workers only: it is run once.',
    },
  },
  'container.unhealthy-detected': {
    'way of hanging': {
      tried: ['every process is stopped by a signal, and its port stays open'],
      untried: text`One worker of several, and a backend that answers with errors: the first does
        not make the others unhealthy, the second is the probe's own decision.`,
    },
    'health check of the image': {
      tried: ['its own command with a shorter timing', 'none: a failure'],
      untried: 'The timing of the image: that is container.healthcheck, and takes minutes.',
    },
  },
  'container.workers': {
    'kind of worker': {
      tried: [
        'processes with one parent and one program',
        'a single process, which is its only worker',
      ],
      untried: text`Threads: the container has one process then, and the claim asks for 4. Declare
        container.workers.`,
    },
    'way of dying': {
      tried: ['one worker is killed'],
      untried: text`A worker that exits by itself, runs out of memory or hangs, and the master: a
        supervisor sees the first two alike; container.restart kills the master.`,
    },
    'moment of the count': {
      tried: [
        'once they stay the same for as long as a start took',
        'after the killed one is gone',
      ],
    },
    'kind of request meanwhile': {
      tried: ['reads at 20 a second'],
      untried: 'Writes: release.* accounts for each of them at a death.',
    },
  },
  'container.image-clean': {
    place: {
      tried: [
        'every file of every layer, also those that a later layer deletes',
        'the build history',
        'environment variables of the image',
        'labels',
      ],
      untried: text`What distributions and package managers publish is looked into by name only;
        text beyond 8 MiB of a file is not read, and archives are not opened.`,
    },
    'kind of secret': {
      tried: [
        'values of secret variables',
        'private keys, also within JSON',
        'addresses with a password, with any driver',
        'environment files',
        'version-control folders',
      ],
      untried: 'Tokens without a name or form that says what they are.',
    },
    'size of the image': {
      tried: ['a distribution below the code', 'one file in one layer'],
    },
  },
  'container.image-compiler-free': {
    compiler: {
      tried: ['C and C++', 'Rust', 'Go', 'Java and Kotlin', 'Fortran', 'Haskell', 'linkers'],
      untried: text`Languages whose runtime compiles, such as Node and Python: they have to be
        there.`,
    },
    'way to find it': {
      tried: ['by name in folders of programs', 'by running the usual names inside'],
      untried: 'A renamed compiler in a folder of its own.',
    },
  },
  'container.restart': {
    'way of dying': {
      tried: ['the first process is killed from outside'],
      untried: 'An exit with code 0, which some policies do not restart; a reboot of the machine.',
    },
    'restart policy': {
      tried: ['always', 'unless-stopped', 'on-failure', 'another supervisor, within 15 s'],
    },
    replica: {
      tried: ['the first'],
      untried: 'All at once: then it depends on the database too.',
    },
    composition,
  },
  'container.limits': {
    'way to set a limit': { tried: ['NanoCpus', 'quota and period', 'memory'] },
    load: {
      tried: ['reads at 100 a second for 6 s with --quick', 'at 160 for 30 s without'],
      untried: text`Uploads, exports and hours of traffic: load.soak measures memory over time, but
        without the limits of a container.`,
    },
    'end of a replica': {
      tried: ['killed for its memory', 'ended', 'restarted meanwhile'],
    },
    composition,
  },
  'container.replicas': {
    'way to spread requests': {
      tried: ['in turn', 'at random', 'by any rule that gives each a fifth of its fair share'],
      untried: text`Rules by client address or key: all requests have the same one, and one replica
        takes them all. With nginx that is inconclusive, with the line of the rule; for another edge
        the config has to say that the claim does not apply.`,
    },
    'time until the edge knows a replica': {
      tried: ['at once', 'within 40 s, as its DNS is asked again'],
    },
    'kind of connection': {
      tried: ['four at a time, kept alive by the client'],
      untried: 'WebSockets and uploads.',
    },
    composition,
  },
  'container.data-survives': {
    service: {
      tried: ['rows of PostgreSQL', 'keys of Redis that expire in an hour'],
      untried: "Uploaded files of the backend: the guide's backend keeps none.",
    },
    'place of the volume': {
      tried: ["the folder of the image's data, as the image declares it", 'beside it'],
      untried: 'Images other than the stock ones: what they declare is not known.',
    },
    'way to stop': {
      tried: ['down without removing volumes'],
      untried: text`A crash of the machine and "down --volumes": the one needs another machine, the
        other is meant to delete.`,
    },
    composition,
  },
  'container.graceful-stop': {
    'kind of request in flight': {
      tried: [
        'reads',
        'an update, if the contract has one that works',
        'a new record of which half is sent',
      ],
      untried: 'Streams. Messages of a WebSocket: release.websocket-drained has their end.',
    },
    'time that requests go on after the signal': {
      tried: ['2.5 s'],
      untried:
        'Longer ones, which a deadline of 3 to 10 s would cut off: the check would take as long.',
    },
    'connection at the stop': {
      tried: [
        'in use',
        'silent, never used',
        'new',
        'a WebSocket, if the contract has one, whose client answers no close frame',
      ],
      untried: 'One that has sent half of the head of a request.',
    },
    'answer to a new request': {
      tried: ['refused', 'reset or closed', '503'],
    },
    'first process': {
      tried: ['as the config launches it', "the image's own, by docker stop"],
      untried: text`The image's own with engine local: there is no container then, and a shell in
        front of the server is not seen.`,
    },
    'who stops it': {
      tried: [
        'the gate',
        'docker stop',
        'docker stop of the command that a manifest has',
        'what compose file, stack and ECS task say of a stop',
      ],
      untried: 'A time between 5 s and that which the longest request needs.',
    },
    'exit code': {
      tried: ['0', '143 or SIGTERM', "the code of the image's STOPSIGNAL"],
    },
  },
  'container.compose-valid': {
    judge: {
      tried: ['docker compose itself', 'the published schema and our reading, where it is missing'],
      untried: text`Versions of Compose that this machine does not have: what an older or newer one
        refuses is not known here.`,
    },
    'state of a variable': {
      tried: ['set in the example', 'with a default', 'required', 'without any: a failure'],
      untried: "Values that only the operator's shell has.",
    },
    'way to publish a port': {
      tried: ['short and long form', 'ranges', 'on loopback', 'host network'],
      untried: 'What a firewall opens or closes; an address from a variable is inconclusive.',
    },
    'form of the file': {
      tried: ['one file', 'anchors', 'extends and include', 'profiles'],
      untried: 'Files that other tools put together before Compose reads them.',
    },
  },
  'container.starts-in-order': {
    'behaviour without a database': {
      tried: [
        'it waits and does not listen',
        'it listens and is not ready',
        'it exits and restarts',
      ],
    },
    'service that is late': {
      tried: ['database and cache together'],
      untried: text`Each alone, a database that takes connections and lacks its tables for long,
        and one whose name does not resolve at first: the last depends on the order of compose.`,
    },
    'how late': {
      tried: ['6 s after the start with --quick', '20 s without'],
      untried: 'Minutes: a back-off that grows without a limit is not seen.',
    },
  },
})
