// A fresh Chromium that talks to nobody but this machine.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Why there can be no browser here, or null. */
export async function missing() {
  if (!existsSync(executablePath)) return `${executablePath} is not installed`;
  try {
    await import('playwright-core');
    return null;
  } catch {
    return 'run npm install --prefix tests/browser';
  }
}

/** A browser context of its own user data folder, which close() removes. */
export async function launch({ width = 1280, height = 800, ...more } = {}) {
  const { chromium } = await import('playwright-core');
  const folder = await mkdtemp(join(tmpdir(), 'phone-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath, args, headless: true, viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...more,
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
