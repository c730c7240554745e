/**
 * The published schema of the configuration is that of the options. `UPDATE_DOCS=1 npx jest config-schema` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command, type Option } from 'commander';
import { parse } from 'yaml';
import { withAnalyzeOptions } from '../../src/cli/commands/analyze-options.ts';
import { configurable } from '../../src/cli/config.ts';
import { severities } from '../../src/model/finding.ts';
import { parsed } from '../support/json.ts';

const FILE = 'schema/config-1.schema.json';

function schemaOf(option: Option): object {
  const { description } = option;
  if (!option.required && !option.optional) return { description, type: 'boolean' };
  const choices = option.long === '--fail-on' ? [...severities, 'never'] : option.argChoices;
  const one = choices === undefined ? { type: ['string', 'number'] } : { enum: choices };
  const many = { type: 'array', items: one };
  return description.includes('repeatable')
    ? { description, anyOf: [one, many] }
    : { description, ...one };
}

const options = configurable(withAnalyzeOptions(new Command('analyze')));
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'msixray:config-1',
  title: 'msixray.config.yaml',
  description: 'Options of msixray analyze by their long names; the command line wins.',
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries([...options].map(([name, option]) => [name, schemaOf(option)])),
};

test('the schema tells of every option that a file may give', () => {
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(schema, null, 2)}\n`);
  }
  expect(parsed<unknown>(readFileSync(FILE, 'utf8'))).toEqual(schema);
});

const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

test('the example in the docs is of it', () => {
  const usage = readFileSync('docs/usage.md', 'utf8');
  const [, example = ''] = /^## Configuration\n[^]*?```yaml\n([^]*?)```/mu.exec(usage) ?? [];
  expect(example.split('\n').length).toBeGreaterThan(3);
  expect(validate(parse(example))).toBe(true);
});

test.each([
  'fial-on: high',
  'fail-on: bad',
  'strict: perhaps',
  'update-baseline: true',
  'width: {a: 1}',
])('%s is not of it', (text) => {
  expect(validate(parse(text))).toBe(false);
});
