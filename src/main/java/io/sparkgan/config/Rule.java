package io.sparkgan.config;

import java.util.List;

/**
 * What must hold between several keys.
 *
 * @param check reports what does not hold
 * @param keys what it looks at
 */
record Rule(Runnable check, List<String> keys) {

  static Rule over(Runnable check, String... keys) {
    return new Rule(check, List.of(keys));
  }

  /**
   * Checks the rules whose keys have no problem of their own. That is settled before the first
   * check, as a problem that one rule finds does not excuse another's.
   */
  static void checkAll(List<Rule> rules, Problems problems) {
    rules.stream()
        .filter(rule -> rule.keys.stream().allMatch(problems::noneAt))
        .toList()
        .forEach(rule -> rule.check.run());
  }
}
