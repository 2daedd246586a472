const digitTally = new Int8Array(10);

/**
 * Whether two days (`YYYYMMDD`) agree in one of year, month and day at most and lie more than two
 * edits apart by their digits alone: such days are different, whatever their order.
 */
export const areFarDays = (a: number, b: number): boolean => {
  const agreeing =
    Number(Math.trunc(a / 10_000) === Math.trunc(b / 10_000)) +
    Number(Math.trunc(a / 100) % 100 === Math.trunc(b / 100) % 100) +
    Number(a % 100 === b % 100);
  if (agreeing > 1) return false;
  digitTally.fill(0);
  let x = a;
  let y = b;
  for (let each = 0; each < 8; each++) {
    digitTally[x % 10] = (digitTally[x % 10] as number) + 1;
    digitTally[y % 10] = (digitTally[y % 10] as number) - 1;
    x = Math.trunc(x / 10);
    y = Math.trunc(y / 10);
  }
  let unlike = 0;
  for (let digit = 0; digit < 10; digit++) unlike += Math.abs(digitTally[digit] as number);
  return unlike > 4;
};
