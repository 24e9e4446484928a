import { describe, expect, test } from 'vitest'
import { stackTrace } from './debug-answers.ts'

describe('what a debug mode shows of a program is noticed', () => {
  test.each([
    ['Node', '{"stack":"Error: x\\n    at read (/app/src/main.ts:12:3)"}'],
    ['Express', '<pre>Error: x<br> &nbsp; &nbsp;at Layer.handle (/app/node_modules/a.js:95:5)'],
    ['Node, modules', 'file:///app/main.mjs:12'],
    ['Python', 'Traceback (most recent call last):'],
    ['Python, in JSON', '{"detail": "  File \\"/app/main.py\\", line 12, in read"}'],
    ['Django, not found', "You're seeing this error because you have <code>DEBUG = True</code>"],
    ['Rails', '<code>Rails.root: /app</code>'],
    ['Ruby', "/app/models/user.rb:12:in `name'"],
    ['Java', '\tat com.example.Reader.read(Reader.java:12)'],
    ['Spring', '{"status":500,"stackTrace":"java.lang.IllegalStateException: x"}'],
    ['.NET', '   at Api.Reader.Read() in /src/Api/Reader.cs:line 12'],
    ['PHP', '#0 /var/www/app/Reader.php(12): read()'],
    ['PHP, warnings', 'Warning: x in <b>/app/index.php</b> on line <b>12</b>'],
    ['Laravel', '{"file": "/var/www/app/Reader.php", "line": 12}'],
    ['Laravel, escaped', '"{\\"file\\":\\"/var/www/Reader.php\\",\\"line\\":12}"'],
    ['Go', 'goroutine 12 [running]:'],
    ['Rust', 'panicked at src/main.rs:12:5'],
    ['Elixir', '(app 0.1.0) lib/app/reader.ex:12: Reader.read/1'],
    ['.NET, without lines', 'System.Exception: x\n   at Api.Reader.Read(Int32 id)\n'],
    ['.NET, in JSON', '{"details":"System.Exception: x\\r\\n   at Api.Reader.Read()"}'],
    ['Java, without lines', 'java.lang.Error\n\tat com.example.Reader.read(Unknown Source)'],
    ['Werkzeug', '<h2 class="traceback">Traceback <em>(most recent call last)</em>:</h2>'],
    ['frames of Python', '{"frames":[{"filename":"/app/main.py","lineno":12,"name":"read"}]}'],
    ['frames of Node', '{"frames":[{"fileName":"/app/src/main.ts","lineNumber":12}]}'],
    ['a list of frames', '{"backtrace":["a","b"]}'],
  ])('%s', (_, body) => expect(body).toMatch(stackTrace))
})

test.each([
  '{"error":"not found","status":404}',
  '{"detail":"at most 12:30:45"}',
  '{"stackTrace":null,"traceback":[],"backtrace":""}',
  'The request at /api/v1 failed, see https://docs.example.com/errors/12',
  '{"message":"Field main.js is required","line":12}',
  '{"file":"upload.csv","line":12}',
  '{"detail":"Meet\\nat Example.Hall (second floor)"}',
  '',
])('an ordinary answer is none: %s', (body) => expect(body).not.toMatch(stackTrace))
