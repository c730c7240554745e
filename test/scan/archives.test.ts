import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { compressed } from '../support/compressed.ts';
import { folder } from '../support/folder.ts';
import { filesOf, night } from '../support/night.ts';
import { dmesgText, qemuText, traceText } from '../support/small-logs.ts';
import { tar } from '../support/tar.ts';
import { tree } from '../support/tree.ts';
import { zip } from '../support/zip.ts';

const dir = folder();
const noise = Uint8Array.from({ length: 3000 }, (_, i) => (i * 37) % 256);

test('a tar and a zip say what their folder says, name by name', async () => {
  const logs = {
    'trace.txt': traceText,
    'dmesg.txt': dmesgText,
    'qemu.log': qemuText,
    'a.png': noise,
  };
  const members = Object.entries(logs);
  const asTar = await tar([['link', { linkTo: 'trace.txt' }], ...members]);
  const root = tree(join(dir, 'same'), {
    ...Object.fromEntries(members.map(([name, content]) => [`plain/${name}`, content])),
    'tar/logs.tar': asTar,
    'tgz/logs.tgz': gzipSync(asTar),
    'zip/logs.zip': zip(members.map(([name, content]) => ({ name, content }))),
    'stored/logs': zip(members.map(([name, content]) => ({ name, content, stored: true }))),
  });
  const result = await night([root]);
  const { hosts } = result;
  expect(hosts.map(({ host }) => host)).toEqual(['plain', 'stored', 'tar', 'tgz', 'zip']);
  const [plain, ...others] = hosts;
  for (const other of others) {
    expect(other.summary.verdict).toBe(plain?.summary.verdict);
    expect(other.windows.map(({ start, end }) => [start, end])).toEqual(
      plain?.windows.map(({ start, end }) => [start, end]),
    );
    const digests = other.files.map(({ digest }) => digest);
    expect(digests).toEqual(expect.arrayContaining(plain?.files.map(({ digest }) => digest) ?? []));
  }
  expect(filesOf(result)).toMatchObject({
    'plain/a.png': 'skipped: no known format',
    'tar/logs.tar!/a.png': 'skipped: no known format',
    'tar/logs.tar!/link': 'skipped: symbolic link',
    'tgz/logs.tgz!/trace.txt': 'read',
    'zip/logs.zip!/qemu.log': 'read',
  });
});

test('archives in archives, logs compressed in them, and rotated pieces in any order', async () => {
  const half = traceText.indexOf('\n', traceText.length / 2) + 1;
  const inner = gzipSync(
    await tar([
      ['var/log/t.log', traceText.slice(half)],
      ['var/log/t.log.1.gz', gzipSync(traceText.slice(0, half))],
      ['var/log/dmesg.gz', gzipSync(dmesgText)],
    ]),
  );
  const root = tree(join(dir, 'nested'), {
    'web1/collected.tar.gz': gzipSync(
      await tar([
        ['a/report.tgz', inner],
        ['a/x.xz', compressed.xz],
      ]),
    ),
    'web2/trace.txt': traceText,
  });
  const result = await night([root]);
  const [web1, web2] = result.hosts;
  expect(filesOf(result)).toMatchObject({
    'web1/collected.tar.gz!/a/report.tgz!/var/log/t.log': 'read',
    'web1/collected.tar.gz!/a/report.tgz!/var/log/t.log.1.gz': 'read',
    'web1/collected.tar.gz!/a/x.xz': 'skipped: no known format',
  });
  expect(web1?.windows.map(({ start, end, live }) => [start, end, live])).toEqual(
    web2?.windows.map(({ start, end, live }) => [start, end, live]),
  );
  expect(
    web1?.cases[0]?.sources.map(({ name, lines }) => [name.split('!/').at(-1), lines]),
  ).toContainEqual(['var/log/t.log', traceText.split('\n').length - 1]);
});

test('an archive given as PATH holds hosts as a folder does', async () => {
  const bytes = await tar([
    ['web2/trace.txt', traceText],
    ['web1/dmesg.txt', dmesgText],
    ['readme', 'hello\n'],
    ['web2/dmesg.txt', dmesgText],
  ]);
  const root = tree(join(dir, 'path'), { 'fleet.tar': bytes, 'fleet.tar.gz': gzipSync(bytes) });
  for (const name of ['fleet.tar', 'fleet.tar.gz']) {
    const { hosts } = await night([join(root, name)]);
    expect(hosts.map(({ host, files }) => [host, files.length])).toEqual([
      ['fleet', 1],
      ['web1', 1],
      ['web2', 2],
    ]);
  }
});

test('what is wrong with an archive is told, and what could be read is judged', async () => {
  const whole = await tar([
    ['trace.txt', traceText],
    ['dmesg.txt', dmesgText],
  ]);
  const cut = whole.subarray(0, 512 + traceText.length + 700);
  const root = tree(join(dir, 'wrong'), {
    'cut/a.tar': cut,
    'cut-gz/a.tgz': gzipSync(whole).subarray(0, -200),
    'garbled/a.tar': Buffer.concat([
      whole.subarray(0, 512 + 512 * Math.ceil(traceText.length / 512)),
      noise,
    ]),
    'locked/a.zip': zip([{ name: 'trace.txt', content: traceText, flags: 1 }]),
    'sum/a.zip': zip([{ name: 'trace.txt', content: traceText, wrongSum: true }]),
    'half/a.zip': zip([{ name: 'trace.txt', content: traceText }]).subarray(0, 900),
    'in-tar/a.tar': await tar([['x.zip', zip([{ name: 'trace.txt', content: traceText }])]]),
    'climb/a.tar': await tar([['../../etc/trace.txt', traceText]]),
    'climb/a.zip': zip([{ name: '/../../etc/dmesg', content: dmesgText }]),
  });
  const result = await night([root]);
  expect(filesOf(result)).toEqual({
    'cut/a.tar': 'incomplete: the tar data is cut or damaged',
    'cut/a.tar!/trace.txt': 'read',
    'cut-gz/a.tgz': 'incomplete: the gzip data is cut or damaged',
    'cut-gz/a.tgz!/trace.txt': 'incomplete: the archive ends before the member does',
    'garbled/a.tar': 'incomplete: the tar data is cut or damaged',
    'garbled/a.tar!/trace.txt': 'read',
    'locked/a.zip!/trace.txt': 'failed: encrypted',
    'sum/a.zip!/trace.txt': 'incomplete: the checksum of the zip member does not fit',
    'half/a.zip': expect.stringMatching(/^failed: /u),
    'in-tar/a.tar!/x.zip': 'failed: a zip file in an archive: unpack the archive',
    'climb/a.tar!/etc/trace.txt': 'read',
    'climb/a.zip!/etc/dmesg': 'read',
  });
  for (const host of result.hosts) expect(host.summary.verdict).not.toBe('');
});
