import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { AnyKind, TransferContext } from '../../../kit/server/transfer/kind.ts';
import type { WorkRun } from '../../../kit/server/work.ts';
import type { Import } from '../schema.ts';
import { filesOf } from './uploads-store.ts';

/** Who does this import, for whom, and how far it is. */
export interface Running {
  readonly work: WorkRun & { readonly secrets: Secrets };
  readonly kind: AnyKind;
  readonly run: Import;
  readonly at: Date;
  readonly testSide: boolean;
}

/** What the kind is told of the rows of batch number `batch`. */
export function contextOf({ work, run, at, testSide }: Running, db: Db, batch: number): TransferContext {
  const files = (names: readonly string[]) => filesOf(db, work.vendorId, run.id, names);
  const { vendorId, secrets } = work;
  return { vendorId, at, testSide, secrets, idTime: at.getTime() + batch, files };
}
