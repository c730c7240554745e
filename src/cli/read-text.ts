import { readFile } from 'node:fs/promises';
import { reasonOf, Trouble } from './trouble.ts';

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Trouble(`cannot read ${path}: ${reasonOf(error)}`);
  }
}
