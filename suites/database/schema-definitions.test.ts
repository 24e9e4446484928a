import { expect, test } from 'vitest'
import { definitionsLost } from './schema-definitions.ts'

const schema = `--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE public.notes (
    id integer NOT NULL,
    title text
);

ALTER TABLE public.notes OWNER TO notes;

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

CREATE INDEX notes_title ON public.notes USING btree (title);

GRANT SELECT ON TABLE public.notes TO reader;
`

test('a schema lacks nothing of itself, nor owners and grants', () => {
  const plain = schema.replace(/^(ALTER TABLE public|GRANT|SET|SELECT).*\n/gm, '')
  expect(definitionsLost(schema, schema)).toEqual([])
  expect(definitionsLost(schema, plain)).toEqual([])
})

test('keys and indexes that a restore leaves out are named', () => {
  const end = schema.indexOf('ALTER TABLE ONLY')
  expect(definitionsLost(schema, schema.slice(0, end))).toEqual([
    'ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey',
    'CREATE INDEX notes_title',
  ])
})

test('another order is the same schema', () => {
  const [index = ''] = /CREATE INDEX.*\n/.exec(schema) ?? []
  expect(definitionsLost(schema, index + schema.replace(index, ''))).toEqual([])
})

test('a check that is written otherwise after a restore is the same', () => {
  const check = (text: string) =>
    `ALTER TABLE public.notes\n    ADD CONSTRAINT kinds CHECK (${text});\n`
  expect(definitionsLost(check("a = ANY ('{x}'::text[])"), check("a = ANY (ARRAY['x'])"))).toEqual(
    [],
  )
})
