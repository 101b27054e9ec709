import type { Plugin } from "@downhill/plugin";
import { describe, expect, expectTypeOf, it } from "vitest";
import { adam, all, clip, lookahead, optimizers, parse, sgd, wrappers } from "./index.ts";

describe("the catalog", () => {
  it("has each under its own name, with its kind", () => {
    expect(all).toEqual({ ...optimizers, ...wrappers });
    for (const [name, plugin] of Object.entries(optimizers))
      expect([plugin.name, plugin.kind]).toEqual([name, "optimizer"]);
    for (const [name, wrapper] of Object.entries(wrappers))
      expect([wrapper.name, wrapper.kind]).toEqual([name, "wrapper"]);
  });
});

describe("parse", () => {
  it("reads what plugins are called", () => {
    expect(parse("adam")).toBe(adam);
    for (const plugin of [lookahead(sgd), lookahead(clip(adam)), clip(lookahead(clip(sgd)))] as Plugin[])
      expect(parse(plugin.name).name).toBe(plugin.name);
    const names = (plugin: Plugin) => [Object.keys(plugin.hyper), Object.keys(plugin.state)];
    expect(names(parse("lookahead(clip(adam))"))).toEqual(names(lookahead(clip(adam))));
  });

  it("knows the types of what it reads, where the text is known", () => {
    expectTypeOf(parse("adam").hyper).toEqualTypeOf<typeof adam.hyper>();
    expectTypeOf(parse("lookahead(clip(adam))").hyper.syncPeriod).toEqualTypeOf<typeof lookahead.hyper.syncPeriod>();
    expectTypeOf(parse("lookahead(clip(adam))").hyper.beta1).toEqualTypeOf<typeof adam.hyper.beta1>();
    expectTypeOf(parse("adam" as string)).toEqualTypeOf<Plugin>();
    expectTypeOf(parse<"nothing">).returns.toEqualTypeOf<Plugin>();
  });

  it.each([
    ["", '"" is no optimizer and no wrapper in ""'],
    ["adma", '"adma" is no optimizer and no wrapper in "adma"'],
    ["Adam", '"Adam" is no optimizer and no wrapper in "Adam"'],
    ["toString", '"toString" is no optimizer and no wrapper in "toString"'],
    ["lookahead", 'the wrapper lookahead has nothing to wrap, as in lookahead(sgd), in "lookahead"'],
    ["clip(lookahead)", "the wrapper lookahead has nothing to wrap"],
    ["lookahead()", '"" is no optimizer and no wrapper in "lookahead()"'],
    ["adam(sgd)", "adam is an optimizer, which wraps nothing, "],
    ["lookahead(adam(sgd))", "adam is an optimizer, which wraps nothing, "],
    ["lookahead(adam", 'a closing parenthesis is missing in "lookahead(adam"'],
    ["lookahead(adam))", 'a closing parenthesis too many in "lookahead(adam))"'],
    ["adam)", "a closing parenthesis too many"],
    ["lookahead)adam(", "a closing parenthesis is missing"],
    ["lookahead)adam", '"lookahead)adam" is no optimizer and no wrapper'],
    ["lookahead(clip)(adam)", "a closing parenthesis is missing"],
    ["lookahead(adam, clip)", '"adam, clip" is no optimizer and no wrapper'],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parse(text)).toThrow(`parse: ${message}`);
    expect(() => parse(text)).toThrow(RangeError);
  });

  it("takes texts only", () => {
    for (const given of [undefined, 3, ["adam"], adam])
      expect(() => parse(given as never)).toThrow(/parse: text must be a string such as "lookahead\(adam\)", got/);
  });
});
