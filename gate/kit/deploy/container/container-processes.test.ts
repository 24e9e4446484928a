/** Workers are told from all else that runs in a container, whatever the backend is written in. */
import { expect, test } from 'vitest'
import { workersAmong } from './container-processes.ts'

/** A process tree, each line `PID PARENT COMMAND`. */
const tree = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...words] = line.trim().split(' ')
      return { pid: Number(pid), parent: Number(parent), commandLine: words.join(' ') }
    })

test.each<[string, number[], string]>([
  ['one process', [7], '7 1 node main.js'],
  [
    'one process behind a shell and npm',
    [9],
    '7 1 npm start\n8 7 sh -c node main.js\n9 8 node main.js',
  ],
  ['a cluster', [8, 9], '7 1 node main.js\n8 7 node main.js\n9 7 node main.js'],
  [
    'gunicorn behind a shell',
    [9, 10],
    '7 1 sh run.sh\n8 7 gunicorn app:app\n9 8 gunicorn app:app\n10 8 gunicorn app:app',
  ],
  [
    'uvicorn with its tracker',
    [9, 10],
    `7 1 python uvicorn main:app --workers 2
     8 7 python -c from multiprocessing.resource_tracker import main;main(4)
     9 7 python -c from multiprocessing.spawn import spawn_main; spawn_main(pipe_handle=6)
     10 7 python -c from multiprocessing.spawn import spawn_main; spawn_main(pipe_handle=8)`,
  ],
  [
    'Puma',
    [8, 9],
    `7 1 puma 6.4.2 (tcp://0.0.0.0:3000) [app]
     8 7 puma: cluster worker 0: 7 [app]
     9 7 puma: cluster worker 1: 7 [app]`,
  ],
  [
    'PHP-FPM beside nginx',
    [11, 12],
    `7 1 supervisord
     8 7 nginx: master process nginx
     9 8 nginx: worker process
     10 8 nginx: worker process
     13 8 nginx: worker process
     14 7 php-fpm: master process
     11 14 php-fpm: pool www
     12 14 php-fpm: pool www`,
  ],
  [
    'gunicorn beside the workers of a queue',
    [12, 13],
    `7 1 supervisord
     8 7 /usr/bin/python3 /usr/bin/celery -A app worker
     9 8 /usr/bin/python3 /usr/bin/celery -A app worker
     10 8 /usr/bin/python3 /usr/bin/celery -A app worker
     14 8 /usr/bin/python3 /usr/bin/celery -A app worker
     11 7 /usr/bin/python3 /usr/bin/gunicorn app
     12 11 /usr/bin/python3 /usr/bin/gunicorn app
     13 11 /usr/bin/python3 /usr/bin/gunicorn app
     15 7 sidekiq 7.2 app\n16 7 sidekiq 7.2 app\n17 7 sidekiq 7.2 app`,
  ],
  [
    'some of which have started something',
    [8, 9, 10],
    `7 1 node main.js\n8 7 node main.js\n9 7 node main.js\n10 7 node main.js
     11 8 esbuild --service\n12 9 /bin/sh -c convert a`,
  ],
  [
    'of a supervisor, each in a shell of its own',
    [10, 11],
    `7 1 supervisord
     8 7 /bin/sh -c node main.js\n9 7 /bin/sh -c node main.js
     10 8 node main.js\n11 9 node main.js`,
  ],
  ['none', [], ''],
])('%s', (_, workers, processes) => {
  const all = processes === '' ? [] : tree(processes)
  expect(workersAmong(all).map(({ pid }) => pid)).toEqual(workers)
})
