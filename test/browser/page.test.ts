/**
 * The HTML report in a real browser: readable without script, zoomable with it, every mark lands on its evidence. Needs
 * Chromium: `apt-get install chromium`, or CHROMIUM with its path. UPDATE_IMAGES=1 writes the pictures of docs/images anew.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { renderer } from '../../src/report/html.ts';
import { plainOptions } from '../../src/report/output.ts';
import { analyzeFiles } from '../support/analyze-files.ts';

const CASES = {
  'nvme-resize': ['trace-cmd-report.txt', 'qemu.log', 'dmesg.txt', 'guest-console.txt'],
  'doorbell-storm': ['trace-cmd-report.txt.gz', 'dmesg.txt'],
  'nvme-exhausted': [
    'trace-cmd-report.txt.gz',
    'qemu.log.gz',
    'qemu-stderr.log',
    'guest-console.txt',
  ],
} as const;
type CaseName = keyof typeof CASES;
const names: readonly CaseName[] = ['nvme-resize', 'doorbell-storm', 'nvme-exhausted'];
const WIDTHS = [1280, 800, 390] as const;

const program = [
  'CHROMIUM' in process.env ? process.env['CHROMIUM'] : undefined,
  '/usr/bin/chromium',
]
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));

const folder = mkdtempSync(join(tmpdir(), 'msixray-browser-'));
const urls = new Map<CaseName, string>();
let browser: Browser;

beforeAll(async () => {
  for (const name of names) {
    const result = await analyzeFiles(CASES[name].map((file) => join('fixtures', name, file)));
    const html = [...renderer.render(result, plainOptions)].join('');
    const path = join(folder, `${name}.html`);
    writeFileSync(path, html);
    urls.set(name, pathToFileURL(path).href);
  }
  browser = await chromium.launch({
    executablePath: program ?? 'chromium',
    args: ['--no-sandbox'],
  });
}, 120_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page with everything that it complained about or tried to fetch. */
async function open(
  name: CaseName,
  options: { readonly script: boolean; readonly width?: number },
): Promise<{ page: Page; complaints: string[]; context: BrowserContext }> {
  const context = await browser.newContext({
    javaScriptEnabled: options.script,
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`fetches ${request.url()}`);
  });
  await page.goto(urls.get(name) ?? '');
  return { page, complaints, context };
}

describe.each(names)('%s', (name) => {
  test('the picture and the tables are there without script', async () => {
    const { page, complaints, context } = await open(name, { script: false });
    const svg = page.locator('#picture');
    const box = await svg.boundingBox();
    expect(box?.width).toBeGreaterThan(700);
    expect(box?.height).toBeGreaterThan(80);
    expect(await svg.locator('rect, path, line').count()).toBeGreaterThan(10);
    expect(await page.locator('#windows table tr').count()).toBeGreaterThan(2);
    expect(await page.locator('h1').innerText()).toMatch(/0000:0\d:00\.0/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('every link inside the page lands', async () => {
    const { page, context } = await open(name, { script: false });
    const missing = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '')
        .filter((href) => href.startsWith('#') && document.getElementById(href.slice(1)) === null)`,
    );
    const marks = await page.locator('#picture a[href^="#"]').count();
    expect(missing).toEqual([]);
    expect(marks).toBeGreaterThan(0);
    await context.close();
  });

  test('keys and buttons zoom to a window and back', async () => {
    const { page, complaints, context } = await open(name, { script: true });
    const drawn = async (): Promise<string> => page.locator('#picture').innerHTML();
    const whole = await drawn();
    await page.locator('#stage').focus();
    await page.keyboard.press('n');
    const near = await drawn();
    expect(near).not.toBe(whole);
    expect(await page.locator('#readout').innerText()).toContain('0000:0');
    await page.locator('button[data-key="+"]').click();
    expect(await drawn()).not.toBe(near);
    await page.locator('button[data-key="0"]').click();
    expect(await page.locator('#picture').boundingBox()).not.toBeNull();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the filter hides what does not match, and the look changes', async () => {
    const { page, complaints, context } = await open(name, { script: true });
    const visible = async (): Promise<number> =>
      page.locator('#windows tbody tr').filter({ visible: true }).count();
    const before = await visible();
    await page.locator('#filter').fill('no such window');
    expect(await visible()).toBeLessThan(before);
    await page.locator('#filter').fill('');
    expect(await visible()).toBe(before);
    const background = async (): Promise<string> =>
      page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.locator('button[data-key="t"]').click();
    expect(await background()).not.toBe(light);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each(WIDTHS)('nothing runs out of a page %i px wide', async (width) => {
    const { page, context } = await open(name, { script: true, width });
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(over).toBeLessThanOrEqual(0);
    const picture = await page.screenshot();
    expect(picture.length).toBeGreaterThan(10_000);
    if (process.env['UPDATE_IMAGES'] === '1') {
      writeFileSync(`docs/images/${name}-${width}.png`, picture);
    }
    await context.close();
  });
});
