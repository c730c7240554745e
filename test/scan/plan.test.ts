import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { parseHostRule } from '../../src/scan/host-rule.ts';
import { NotBelow } from '../../src/scan/plan.ts';
import { folder } from '../support/folder.ts';
import { filesOf, night } from '../support/night.ts';
import { dmesgText, traceText } from '../support/small-logs.ts';
import { tar } from '../support/tar.ts';
import { tree } from '../support/tree.ts';

const dir = folder();
const SOS = 'sosreport-web1-2026-11-21-abcdefg';

const hostsOf = async (...args: Parameters<typeof night>): Promise<readonly string[]> =>
  (await night(...args)).hosts.map(({ host }) => host);

test('the first folder is the host, and so is a file in PATH, with all of its pieces', async () => {
  const root = tree(join(dir, 'folders'), {
    'web2/a/b/dmesg': dmesgText,
    'web10/dmesg': dmesgText,
    'alone.log': dmesgText,
    'alone.log.1.gz': gzipSync(dmesgText),
    'report.tgz': gzipSync(await tar([['x/dmesg', dmesgText]])),
  });
  expect(await hostsOf([root])).toEqual(['alone.log', 'report', 'web10', 'web2']);
});

test('a host that delivered nothing is not forgotten', async () => {
  const root = tree(join(dir, 'nothing'), { 'web1/dmesg': dmesgText });
  mkdirSync(join(root, 'web2/logs/old'), { recursive: true });
  const { hosts } = await night([root]);
  expect(hosts.map(({ host }) => host)).toEqual(['web1', 'web2']);
  expect(hosts[1]?.summary).toMatchObject({
    verdict: 'Nothing to analyse (a folder without files: 1).',
    complete: false,
  });
});

test('globs name files below their fixed part', async () => {
  const root = tree(join(dir, 'globs'), {
    'web1/logs/dmesg': dmesgText,
    'web1/logs/other': traceText,
    'web2/logs/dmesg': dmesgText,
    'web[3]/dmesg': dmesgText,
  });
  expect(filesOf(await night([join(root, '*/logs/dm*')]))).toEqual({
    'web1/logs/dmesg': 'read',
    'web2/logs/dmesg': 'read',
  });
  expect(await hostsOf([join(root, '**/dmesg')])).toEqual(['web1', 'web2', 'web[3]']);
  // A name that is there is that file, whatever it looks like.
  expect(await hostsOf([join(root, 'web[3]')])).toEqual(['dmesg']);
  expect(filesOf(await night([join(root, 'nobody*')]))).toEqual({
    [join(root, 'nobody*')]: 'failed: no file has such a name',
  });
});

test('a list names files below a PATH', async () => {
  const root = tree(join(dir, 'list'), {
    'web1/dmesg': dmesgText,
    'web1/trace': traceText,
    'web2/dmesg': dmesgText,
  });
  const list = [join(root, 'web1/dmesg'), join(root, 'web2/dmesg'), join(root, 'web2/gone')];
  expect(filesOf(await night([root], { list }))).toEqual({
    'web1/dmesg': 'read',
    'web2/dmesg': 'read',
    'web2/gone': 'failed: no such file: it vanished',
  });
  const here = [relative('.', join(root, 'web1/dmesg'))];
  expect(await hostsOf([root], { list: here })).toEqual(['web1']);
  await expect(night([join(root, 'web1')], { list })).rejects.toBeInstanceOf(NotBelow);
});

test('files of one name below two PATHs stay apart', async () => {
  const root = tree(join(dir, 'two'), {
    'a/web1/log': dmesgText,
    'b/web1/log': traceText,
    'b/web1/x': traceText,
  });
  const result = await night([join(root, 'a'), join(root, 'b')]);
  expect(result.hosts).toHaveLength(1);
  expect(Object.keys(filesOf(result))).toEqual([
    join(root, 'a/web1/log'),
    join(root, 'b/web1/log'),
    'web1/x',
  ]);
  expect(Object.keys(filesOf(await night([join(root, 'a'), join(root, 'a/web1')])))).toHaveLength(
    1,
  );
});

test('a sosreport names its host, unpacked or not', async () => {
  const report = {
    [`${SOS}/sos_commands/host/hostname`]: 'web1.example.com\n',
    [`${SOS}/sos_commands/kernel/dmesg`]: dmesgText,
    [`${SOS}/var/log/trace`]: traceText,
    [`${SOS}/var/log/dmesg`]: dmesgText,
  };
  const root = tree(join(dir, 'sos'), {
    ...Object.fromEntries(Object.entries(report).map(([name, text]) => [`in/${name}`, text])),
    [`packed/${SOS}.tar.gz`]: gzipSync(await tar(Object.entries(report))),
    'packed/sosreport-web7-2026-11-21-abcdefg.tar': await tar([['x/dmesg', dmesgText]]),
    'other/dmesg': dmesgText,
  });
  const rule = parseHostRule('sosreport');
  expect(await hostsOf([root], { rule })).toEqual(['other', 'web1.example.com', 'web7']);
  expect(await hostsOf([join(root, 'packed', `${SOS}.tar.gz`)], { rule })).toEqual([
    'web1.example.com',
  ]);
  const { hosts } = await night([join(root, 'in')], { rule });
  // Its folders are kinds of logs, not nights.
  expect(hosts.map(({ host, cases }) => [host, cases.length])).toEqual([['web1.example.com', 1]]);
});
