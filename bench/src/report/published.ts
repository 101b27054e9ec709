import { isBefore, type Section } from "./sections.ts";

interface Expectation {
  readonly problem: string;
  readonly sooner: string;
  readonly later: string;
  readonly source: string;
}

/** What papers found on problems like these: a bench that is right should find it too. */
const expectations: readonly Expectation[] = [
  {
    ...{ problem: "zipf-softmax", sooner: "adam", later: "sgd" },
    source: "Kunstner et al. 2024, arXiv:2402.19449",
  },
  {
    ...{ problem: "associative-memory", sooner: "muon", later: "adam" },
    source: "Wang et al. 2025, arXiv:2509.26030",
  },
];

export interface Finding extends Expectation {
  readonly trials: number;
  /** `agrees`: they are apart as published; `disagrees`: the other way round. */
  readonly outcome: "agrees" | "disagrees" | "no difference shown";
}

/** At most of the trials, at the main target. */
export function findings(sections: readonly Section[]): Finding[] {
  return sections.flatMap(({ problem, trials, rows }) =>
    expectations.flatMap((expected): Finding[] => {
      if (expected.problem !== problem.name) return [];
      const [sooner, later] = [expected.sooner, expected.later].map(
        (name) => rows.find(({ optimizer }) => optimizer === name)?.main,
      );
      if (!sooner || !later) return [];
      const outcome = isBefore(sooner, later)
        ? "agrees"
        : isBefore(later, sooner)
          ? "disagrees"
          : "no difference shown";
      return [{ ...expected, trials, outcome }];
    }),
  );
}
