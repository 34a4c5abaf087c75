import type { Browser } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';
import { openBrowser, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let receiver: Receiver;
beforeAll(async () => {
  [browser, demo, receiver] = [await openBrowser(), await startDemo('sqlite'), await startReceiver()];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await receiver?.close();
  await demo?.stop();
});

test('BIL-51 an endpoint is made, tried, hears what happens, and what it missed is sent again', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/webhooks/new');
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByLabel('Events').selectOption('some');
  await page.getByRole('button', { name: 'Make endpoint' }).click();
  await page.getByText('Choose at least one event').first().waitFor();
  await page.getByLabel('Customer created', { exact: false }).first().check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make endpoint' }).click();
  await page.getByText('This is shown once.').waitFor();
  const secret = /whsec_[\w+/=]+/.exec(await textOf(page.locator('main')))?.[0] as string;
  await page.getByRole('button', { name: 'I stored it' }).click();

  await page.getByRole('button', { name: 'Send test event' }).click();
  await page.getByText('The test event arrived').waitFor();
  const [first] = receiver.got;
  expect(
    new Webhook(secret).verify(first?.body as string, first?.headers as Record<string, string>),
  ).toMatchObject({
    type: 'webhook.test',
  });

  receiver.answer = (_, response) => void response.writeHead(400).end('{"error":"closed for lunch"}');
  await go('/customers/new');
  await page.getByLabel('Name', { exact: true }).fill('Hafenbäckerei');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('heading', { name: 'Hafenbäckerei' }).waitFor();
  await go('/webhooks');
  await page.getByText(receiver.url).click();
  await page.getByText('Tried again later').waitFor();
  await expectAccessible(page);
  await page.getByText('customer.created', { exact: true }).click();
  await page.getByText('closed for lunch').waitFor();
  expect(await textOf(page.locator('main'))).toContain('webhook-signature: v1,••••');
  await expectAccessible(page);

  receiver.answer = (_, response) => void response.writeHead(204).end();
  const before = receiver.got.length;
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('1 event is being sent again.').waitFor();
  while (receiver.got.length === before) await page.waitForTimeout(20);
  const [failed, again] = receiver.got.slice(-2);
  expect(again?.headers['webhook-id']).toBe(failed?.headers['webhook-id']);

  await go('/webhooks');
  await page.getByText('/hook').first().click();
  // A receiver that lost what it had gets a span of days anew, what went through too.
  await page.getByRole('button', { name: 'Send a span again …' }).click();
  await page.getByLabel('What', { exact: true }).selectOption('All of it, also what went through');
  await expectAccessible(page);
  const had = receiver.got.length;
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => receiver.got.length).toBeGreaterThan(had);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused. What happens is kept for 30 days.').waitFor();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
