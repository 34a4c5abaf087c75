import { batch, createModel, signal } from '@preact/signals-core';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { readCode } from '../../../kit/common/code.ts';
import { readSecret } from '../customer-secret.ts';

/** What is typed; the body of `POST /portal/v1/sessions` without where it goes. */
export interface CodeCredential {
  readonly accessCode: string;
  readonly installationToken?: string;
}

/** What is wrong with the code, as the words say it: `signin.code.typo`. */
export type CodeMistake = 'missing' | 'shape' | 'typo';
export type CodeRefusal = 'refused' | 'too-many' | 'offline' | 'failed';

const refusals: Readonly<Record<string, CodeRefusal>> = {
  'code.refused': 'refused',
  'sign-in.not-offered': 'refused',
  'request.too-many': 'too-many',
  'request.invalid': 'refused',
  offline: 'offline',
};

interface CodeSetting {
  /** Resolves when the person is in. */
  readonly enter: (credential: CodeCredential) => Promise<void>;
  /** The token that a scanned label brought. */
  readonly token?: string;
  /** Keys from elsewhere may look like anything: only the service knows what is one. */
  readonly anyShape?: boolean;
}

/** Sign-in by a code that was handed over. A slip of the pen is found here, before anything is sent. */
export const CodeModel = createModel(({ enter, token: scanned = '', anyShape = false }: CodeSetting) => {
  const code = signal('');
  const token = signal(scanned);
  const mistake = signal<CodeMistake | undefined>(undefined);
  const refusal = signal<CodeRefusal | undefined>(undefined);
  const entering = signal(false);
  const attempts = signal(0);

  function check(): CodeMistake | undefined {
    if (code.peek().trim() === '') return 'missing';
    if (anyShape) return undefined;
    // What has a customer secret's shape is one; every other code is an access code.
    const secret = readSecret(code.peek());
    return secret.wrong === 'shape' ? readCode(code.peek()).wrong : secret.wrong;
  }

  return {
    code,
    token,
    mistake,
    refusal,
    entering,
    /** Grows with every refused submit. */
    attempts,
    typeCode(text: string): void {
      code.value = text;
      if (mistake.peek()) mistake.value = undefined;
    },
    typeToken(text: string): void {
      token.value = text;
    },
    async submit(): Promise<void> {
      if (entering.peek()) return;
      const found = check();
      refusal.value = undefined;
      mistake.value = found;
      if (found) {
        attempts.value = attempts.peek() + 1;
        return;
      }
      entering.value = true;
      const installationToken = token.peek().trim();
      const credential = { accessCode: code.peek(), ...(installationToken && { installationToken }) };
      const error = await enter(credential).then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('no reason'),
      );
      batch(() => {
        entering.value = false;
        if (!error) return;
        if (codeOf(error) === 'code.typo') mistake.value = 'typo';
        else refusal.value = refusals[codeOf(error)] ?? 'failed';
      });
    },
  };
});
