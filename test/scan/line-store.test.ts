import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LineStore } from '../../src/scan/line-store.ts';
import { folder } from '../support/folder.ts';

const dir = folder();
const line = (host: string, value = 1): string => JSON.stringify({ host, value });

test('what was put is found, before and after opening again', async () => {
  const path = join(dir, 'a');
  const names = ['web1', 'quote"d', String.raw`back\slash`, 'ü\u{1f600}', 'a'.repeat(300), '\0/x'];
  const store = await LineStore.open(path, 'a+');
  await Promise.all(names.map((name) => store.put(name, line(name))));
  for (const name of names) expect(await store.get(name)).toBe(line(name));
  await store.close();
  const again = await LineStore.open(path, 'a+');
  for (const name of names) expect(await again.get(name)).toBe(line(name));
  expect(await again.get('web')).toBeNull();
  await again.close();
});

test('the last line of a name holds', async () => {
  const store = await LineStore.passing();
  await store.put('web1', line('web1', 1));
  await store.put('web1', line('web1', 2));
  expect(await store.get('web1')).toBe(line('web1', 2));
  expect(store.size).toBe(1);
  await store.close();
});

test('a line that a crash cut is cut off, and the next one is whole', async () => {
  const path = join(dir, 'cut');
  writeFileSync(path, `${line('web1')}\n${line('web2').slice(0, 12)}`);
  const store = await LineStore.open(path, 'a+');
  expect([...store.names]).toEqual(['web1']);
  await store.put('web3', line('web3'));
  await store.close();
  expect(readFileSync(path, 'utf8')).toBe(`${line('web1')}\n${line('web3')}\n`);
});

test('lines without a name are passed by', async () => {
  const path = join(dir, 'odd');
  writeFileSync(path, `{"schema":"x"}\n\n${line('web1')}\n`);
  appendFileSync(path, `{"host":17}\n${line('web2')}\n`);
  const store = await LineStore.open(path, 'a+');
  expect([...store.names]).toEqual(['web1', 'web2']);
  expect(await store.get('web2')).toBe(line('web2'));
  await store.close();
});
