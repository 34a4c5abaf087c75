import { OwnFields } from '../../../features/fields/portal/OwnFields.tsx';
import type { FieldValues } from '../../../features/fields/schema.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { Part } from '../Part.tsx';
import type { Portal } from '../portal.ts';

export interface OwnFieldsPlace {
  readonly portal: Portal;
  /** Those of a contract; `null`: those of the customer. */
  readonly contractId: string | null;
}

/** The vendor's own fields, of the customer or of one contract. */
export const OwnFieldsPart = watching(function OwnFieldsPart({ portal, contractId }: OwnFieldsPlace) {
  const path = contractId ? `/portal/v1/contracts/${contractId}/custom-fields` : '/portal/v1/custom-fields';
  return (
    <Part
      portal={portal}
      words={{}}
      load={async (language) => [OwnFields, await portal.wordsOf('fields', language)] as const}
      draw={(View, t) => (
        <View
          t={t}
          api={{
            read: async () => (await (await portal.http()).get<FieldValues>(path)).items,
            save: async (values) => (await (await portal.http()).patch<FieldValues>(path, { values })).items,
          }}
        />
      )}
    />
  );
});
