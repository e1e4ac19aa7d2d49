/** Orders of migrations. All of them are total and the same on every machine. */

/** Compares texts by UTF-16 code unit. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares whole numbers of any length written in digits: 9 before 10, 000010 equals 10. */
export function compareDigits(left: string, right: string): number {
  const [a, b] = [left.replace(/^0+(?=\d)/, ""), right.replace(/^0+(?=\d)/, "")];
  return a.length - b.length || compareText(a, b);
}

/** Compares dotted numbers part by part: 2 before 10, 1.1 before 1.10, 1 equals 1.0. */
export function compareDotted(left: string, right: string): number {
  const [a, b] = [left.split("."), right.split(".")];
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const order = compareDigits(a[part] ?? "0", b[part] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "variant" });

/** Compares names as people count: `step2` before `step10`. */
export function compareNatural(left: string, right: string): number {
  return natural.compare(left, right) || compareText(left, right);
}
