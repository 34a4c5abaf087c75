import { Script } from 'node:vm';
import { type ScriptCheck, type ScriptFinding, sayScriptFinding } from '../findings.ts';
import { hintsOf, readScript, type ScriptPart } from '../rules.ts';
import type { CustomScript } from '../schema.ts';

type ToCheck = Pick<CustomScript, 'source' | 'hosts' | 'slot'>;

/** Reads a script without running any of it: what it is made of, what is wrong, and what will not work where it runs. */
export function checkScript({ source, hosts, slot }: ToCheck): ScriptCheck {
  const { parts, findings } = readScript(source);
  const found: ScriptFinding[] = [...findings];
  for (const part of parts) {
    if (part.kind === 'code') {
      found.push(...syntaxOf(part), ...hintsOf(part.code, { line: part.line, hosts, slot }));
    } else if (!hosts.includes(new URL(part.href).origin)) {
      found.push({ line: part.line, code: 'host', what: new URL(part.href).origin });
    }
  }
  return { parts: parts.map(shownOf), findings: found.sort((one, other) => one.line - other.line) };
}

const shownOf = (part: ScriptPart): ScriptCheck['parts'][number] =>
  part.kind === 'file'
    ? { kind: 'file', line: part.line, href: part.href }
    : { kind: 'code', line: part.line, lines: part.code.trim().split('\n').length };

/** The engine's own parser, which compiles and runs nothing; it says the line in the first line of its stack. */
function syntaxOf({ code, line }: ScriptPart & { kind: 'code' }): ScriptFinding[] {
  try {
    new Script(code, { filename: 'script.js', lineOffset: line - 1 });
    return [];
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const at = Number(/^script\.js:(\d+)/.exec(stack)?.[1] ?? line);
    return [{ line: at, code: 'syntax', what: message }];
  }
}

export const fieldOfScript = (finding: ScriptFinding): { path: string; code: string; message: string } => ({
  ...{ path: 'customScript.source', code: finding.code, message: sayScriptFinding(finding) },
});
