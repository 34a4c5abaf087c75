/**
 * Does something with each item, whatever becomes of the others: one that fails holds up nobody behind it, who may be
 * another vendor's.
 * @throws AggregateError when all had their turn, with what failed, so that a job is told and tried again
 */
export async function eachAlone<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const failed: unknown[] = [];
  for (const item of items)
    await act(item).catch((error: unknown) => {
      failed.push(error);
    });
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `${failed.length} of ${items.length} failed, the first with: ${failed[0]}`,
      {
        cause: failed[0],
      },
    );
}
