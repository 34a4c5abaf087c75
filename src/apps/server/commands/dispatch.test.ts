import { describe, expect, test } from 'vitest';
import { commands } from './all.ts';
import { nameOf } from './define.ts';
import { readCall } from './dispatch.ts';

const refusal = (...args: string[]): string => {
  try {
    readCall(args, commands);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was taken');
};

describe('the portico command', () => {
  test('knows every command by its own name, once, and shows all of them', () => {
    const names = commands.map(nameOf);
    expect(names).toEqual([...new Set(names)]);
    expect(names).not.toContain('');
    const help = readCall([], commands);
    for (const name of names) expect(help).toContain(`  ${name}`);
    expect(readCall(['--help'], commands)).toBe(help);
  });

  test.each(commands.map((command) => [nameOf(command), command]))(
    '%s has a help of its own',
    (name, command) => {
      const help = readCall([...name.split(' '), '--help'], commands);
      expect(help).toMatch(new RegExp(`^portico ${name}`));
      expect(help).toContain(command.about);
      for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
    },
  );

  test('reads one- and two-word commands with their options', () => {
    expect(readCall(['key', 'create', '--vendor', 'acme', '--test'], commands)).toMatchObject({
      options: { vendor: 'acme', test: true },
      rest: [],
    });
    expect(readCall(['portal', 'allow', 'acme', 'https://shop.example'], commands)).toMatchObject({
      rest: ['acme', 'https://shop.example'],
    });
  });

  test.each([
    { args: ['sreve'], says: 'There is no command “sreve”. The commands: portico --help' },
    { args: ['key', 'make'], says: 'There is no command “key make”. There is: key create.' },
    { args: ['migrate', '--fast'], says: 'portico migrate has no option --fast. It takes none.' },
    {
      args: ['vendor', 'create', '--slag=x'],
      says: 'portico vendor create has no option --slag. It takes --slug, --name.',
    },
    {
      args: ['key', 'create', '--vendor'],
      says: /^Option '--vendor <value>' argument missing\. Usage: portico key create/,
    },
    { args: ['migrate', 'now'], says: 'portico migrate does not take “now”. Usage: portico migrate' },
    { args: ['--verbose', 'migrate'], says: /^Expected a command before --verbose/ },
  ])('says in one sentence what is wrong with $args', ({ args, says }) => {
    expect(refusal(...args)).toMatch(says);
    expect(refusal(...args)).not.toContain('\n');
  });
});
