import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeFolder } from '../../src/cli/make-folder.ts';
import { folder } from '../support/folder.ts';

const dir = folder();

test('a folder is made with those above it, and may be there already', async () => {
  const path = join(dir, 'a/b/c');
  await makeFolder(path);
  await makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('where nothing can be made it ends with the reason', async () => {
  await expect(makeFolder('/proc/msixray/x/y')).rejects.toThrow('ENOENT');
  writeFileSync(join(dir, 'file'), '');
  await expect(makeFolder(join(dir, 'file/x'))).rejects.toThrow('ENOTDIR');
});
