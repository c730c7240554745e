import { expect, test } from '@jest/globals';
import { firstFolder, hostOf, parseHostRule, sosHost, stemOf } from '../../src/scan/host-rule.ts';

const host = (rule: string, path: string): string => {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  return hostOf(parseHostRule(rule), folders, file);
};

test.each([
  ['1', 'web1/dmesg.txt', 'web1'],
  ['1', 'web1/var/log/messages', 'web1'],
  ['2', 'eu/web1/dmesg.txt', 'web1'],
  ['2', 'web1/dmesg.txt', 'web1'],
  ['1', 'web1.log', 'web1.log'],
  ['1', 'web1.log.2.gz', 'web1.log'],
  ['3', 'web1.tar.xz', 'web1'],
  [String.raw`^logs/([^/]+)-\d+/`, 'logs/web1-17/dmesg', 'web1'],
  ['(?<host>web[0-9]+)', 'eu/x-web12/dmesg', 'web12'],
  ['web[0-9]+', 'eu/x-web12/dmesg', 'web12'],
  ['^nothing$', 'eu/web1/dmesg', 'eu'],
  ['sosreport', 'eu/dmesg', 'eu'],
])('by %s, %s is of %s', (rule, path, expected) => {
  expect(host(rule, path)).toBe(expected);
});

test('a rule that is none', () => {
  expect(() => parseHostRule('(')).toThrow(SyntaxError);
  expect(parseHostRule('0')).toMatchObject({ by: 'pattern' });
  expect(parseHostRule('1')).toEqual(firstFolder);
});

test.each([
  ['web1.tar.xz', 'web1'],
  ['web1.tgz', 'web1'],
  ['web1.zip', 'web1'],
  ['web1.example.com.tar', 'web1.example.com'],
  ['web1.log.1', 'web1.log'],
  ['.tar', '.tar'],
])('%s without its endings is %s', (file, stem) => {
  expect(stemOf(file)).toBe(stem);
});

test.each([
  ['sosreport-web1-2026-11-21-abcdefg', 'web1'],
  ['sosreport-web-1-eu-01234567-2026-11-21-abcdefg', 'web-1-eu'],
  ['sosreport-web1', null],
  ['report-web1-2026-11-21-abcdefg', null],
])('%s is of %s', (name, expected) => {
  expect(sosHost(name)).toBe(expected);
});
