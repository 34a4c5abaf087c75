import { expect, test } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { newCode } from '../../../kit/common/code.ts';
import { newSecret } from '../customer-secret.ts';
import { CodeModel } from './code-model.ts';

const refusing = (code: string) => {
  const asked: object[] = [];
  const enter = async (credential: object) => {
    asked.push(credential);
    if (code) throw new ApiError(code);
  };
  return { asked, enter };
};

test('an empty field, half a code and a slip of the pen are found before anything is sent', async () => {
  const { asked, enter } = refusing('');
  const model = new CodeModel({ enter });
  const right = newCode();
  const slip = (right.startsWith('7') ? '8' : '7') + right.slice(1);
  for (const [text, mistake] of [
    ['', 'missing'],
    ['ABCDE', 'shape'],
    [slip, 'typo'],
  ] as const) {
    model.typeCode(text);
    await model.submit();
    expect(model.mistake.value).toBe(mistake);
  }
  expect(model.attempts.value).toBe(3);
  expect(asked).toEqual([]);
  model.typeCode(right);
  expect(model.mistake.value).toBeUndefined();
});

test('the code goes out as it was typed, the token only where there is one', async () => {
  const { asked, enter } = refusing('');
  const model = new CodeModel({ enter });
  const typed = newCode().toLowerCase().replaceAll('-', ' ');
  model.typeCode(typed);
  await model.submit();
  model.typeToken(' KW-1 ');
  await model.submit();
  expect(asked).toEqual([{ accessCode: typed }, { accessCode: typed, installationToken: 'KW-1' }]);
});

test.each([
  ['code.refused', 'refused'],
  ['request.too-many', 'too-many'],
  ['offline', 'offline'],
  ['request.unexpected', 'failed'],
])('%s is told as %s, and what was typed stays', async (code, told) => {
  const { enter } = refusing(code);
  const model = new CodeModel({ enter });
  const typed = newCode();
  model.typeCode(typed);
  await model.submit();
  expect([model.refusal.value, model.code.value, model.entering.value]).toEqual([told, typed, false]);
});

test('DAY-38 the one field takes a customer’s secret too', async () => {
  const { asked, enter } = refusing('');
  const model = new CodeModel({ enter });
  const secrets = [newSecret('guid'), newSecret('short').toLowerCase()];
  for (const secret of secrets) {
    model.typeCode(secret);
    await model.submit();
    expect(model.mistake.value).toBeUndefined();
  }
  expect(asked).toEqual(secrets.map((accessCode) => ({ accessCode })));
});
