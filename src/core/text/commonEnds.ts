/** How many characters two texts have in common at their beginnings. */
export function commonStart(left: string, right: string): number {
  let same = 0;
  let most = Math.min(left.length, right.length);
  // By halves: V8 compares two parts as memory, many times as fast as one character after the other.
  while (same < most) {
    const middle = (same + most + 1) >> 1;
    if (left.slice(same, middle) === right.slice(same, middle)) same = middle;
    else most = middle - 1;
  }
  return same;
}

/** How many they have in common at their ends; may overlap with what is common at the beginnings. */
export function commonEnd(left: string, right: string): number {
  const [leftEnd, rightEnd] = [left.length, right.length];
  let same = 0;
  let most = Math.min(leftEnd, rightEnd);
  while (same < most) {
    const middle = (same + most + 1) >> 1;
    if (left.slice(leftEnd - middle, leftEnd - same) === right.slice(rightEnd - middle, rightEnd - same)) same = middle;
    else most = middle - 1;
  }
  return same;
}
