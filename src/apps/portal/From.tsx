import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../features/access/schema.ts';
import { FromAbove } from '../../features/accounts/portal/FromAbove.tsx';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';

/** What stands above the panels in an account that was opened from the one above it. */
export const From = watching(function From({ portal }: { readonly portal: Portal }) {
  const language = portal.language.value;
  const [words, setWords] = useState<Words | undefined>(undefined);
  useEffect(() => {
    void portal.wordsOf('accounts', language).then(setWords, () => {});
  }, [portal, language]);
  const { customer, from, readOnly } = portal.bootstrap.value ?? {};
  if (!words || !from || !customer) return null;
  return (
    <FromAbove
      t={translator({ ...portal.words.value, ...words }, portal.manner.value)}
      name={customer.name}
      from={from.name}
      readOnly={readOnly === true}
      back={async () =>
        portal.visit(await (await portal.http()).post<Session>('/portal/v1/accounts/back', {}))
      }
    />
  );
});
