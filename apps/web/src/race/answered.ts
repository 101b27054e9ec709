/** A question that is asked once, and its answer. */
export function answered<T>(question: () => void): { ask(): Promise<T>; tell(answer: T): void } {
  let tell: (answer: T) => void = () => {};
  let answer: Promise<T> | undefined;
  return {
    ask() {
      answer ??= new Promise((resolve) => {
        tell = resolve;
        question();
      });
      return answer;
    },
    tell: (given) => tell(given),
  };
}
