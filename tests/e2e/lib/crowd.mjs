// Many residents at once.

/** Runs `work` on every one, at most `width` at the same time. */
export async function crowd(all, width, work) {
  let next = 0;
  const failures = [];
  await Promise.all(
    Array.from({ length: Math.min(width, all.length) }, async () => {
      while (next < all.length) {
        const one = all[next++];
        await Promise.resolve(work(one)).catch((failure) => failures.push(failure));
      }
    }),
  );
  if (failures.length) throw new AggregateError(failures, `${failures.length} of ${all.length} failed, the first: ${failures[0].message}`);
}
