package org.electra4j.core.nn;

import java.lang.foreign.Arena;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Declares every parameter of a model once: names, shapes, starts and places. Allocates nothing until asked to. */
public final class ParameterPlan {
  /** Each parameter starts on a cache line of its own. */
  private static final int ALIGNMENT = 16;

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Set<Integer> addresses = new HashSet<>();
  private long floats;
  private boolean allocated;

  /** Adds a parameter; IllegalArgumentException for a name (or a name's hash) that is taken, or an empty shape. */
  public Parameter declare(String name, int rows, int columns, Initializer initializer, boolean decayed) {
    if (allocated) {
      throw new IllegalStateException("parameter " + name + ": the plan is allocated already");
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("parameter %s [%d, %d]: expected sizes of at least 1".formatted(name, rows, columns));
    }
    Parameter parameter = new Parameter(name, rows, columns, initializer, decayed, floats);
    if (parameters.putIfAbsent(name, parameter) != null || !addresses.add(name.hashCode())) {
      throw new IllegalArgumentException("parameter " + name + ": the name is taken");
    }
    floats = Math.ceilDiv(floats + parameter.size(), ALIGNMENT) * ALIGNMENT;
    return parameter;
  }

  /** All parameters, in the order of declaration. */
  public Collection<Parameter> parameters() {
    return Collections.unmodifiableCollection(parameters.values());
  }

  /** The parameter of that name; IllegalArgumentException if there is none. */
  public Parameter get(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return parameter;
  }

  /** Number of trained floats, each counted once however many networks share it. */
  public long count() {
    return parameters.values().stream().mapToLong(Parameter::size).sum();
  }

  /** Floats of each flat segment, padding included. */
  public long floats() {
    return floats;
  }

  /** Makes the four flat segments and binds every parameter to its slices; once only. */
  public ParameterMemory allocate(Arena arena) {
    allocateOnce();
    return new ParameterMemory(this, arena);
  }

  /** The same with the values and moments of another plan's memory, and gradients of its own; the plans declare the same. */
  public ParameterMemory allocateBeside(ParameterMemory other, Arena arena) {
    if (floats != other.plan().floats()) {
      throw new IllegalArgumentException("%d floats beside %d: expected plans that declare the same".formatted(floats,
          other.plan().floats()));
    }
    allocateOnce();
    return new ParameterMemory(this, other, arena);
  }

  private void allocateOnce() {
    if (allocated) {
      throw new IllegalStateException("the plan is allocated already");
    }
    allocated = true;
  }
}
