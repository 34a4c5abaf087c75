import { describe, expect, test } from 'vitest';
import { knownHosts } from './known-hosts.ts';

describe('the hosts a service answers to', () => {
  const known = knownHosts('https://Portal.acme.example', ['portico', '10.0.0.5']);
  test.each([
    ['portal.acme.example', true],
    ['PORTAL.ACME.EXAMPLE', true],
    ['portal.acme.example:443', true],
    ['portal.acme.example.', true],
    ['portico:4400', true],
    ['10.0.0.5', true],
    ['localhost:4400', true],
    ['127.0.0.1', true],
    ['[::1]:4400', true],
    ['evil.test', false],
    ['portal.acme.example.evil.test', false],
    ['evil.test:portal.acme.example', false],
    ['portal.acme.example:80:90', false],
    ['portal.acme.example@evil.test', false],
    ['portal.acme.example/x', false],
    ['127.0.0.1.evil.test', false],
    ['localhost.evil.test', false],
    ['10.0.0.6', false],
    ['', false],
    [' portal.acme.example', false],
  ])('LK06 %j: %s', (header, answer) => {
    expect(known(header)).toBe(answer);
    expect(known(header)).toBe(answer);
  });
});
