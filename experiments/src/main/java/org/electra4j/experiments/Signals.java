package org.electra4j.experiments;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.terminal.Terminal;

/**
 * SIGINT and SIGTERM: the first asks for a stop, the second ends the process at once. Work that saves itself is given the time for it; any
 * other is cut off after some seconds, which loses nothing, since files appear as a whole.
 */
final class Signals {
  private static final long PATIENCE_MILLIS = 9_000;
  private static final long GLANCE_MILLIS = 50;

  private Signals() {}

  /** Installs the handlers; without them, on a JVM that has none, a signal ends the process at once. */
  static void install(StopRequest stop, Terminal terminal) {
    try {
      // By reflection: javac has no way to allow this one internal class without a warning.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method number = signal.getMethod("getNumber");
      InvocationHandler received = (proxy, method, arguments) -> switch (method.getName()) {
        case "handle" -> {
          received(stop, terminal, (int) number.invoke(arguments[0]));
          yield null;
        }
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "electra4j's signal handler";
      };
      Object ours = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, received);
      for (String name : new String[] {"INT", "TERM"}) {
        signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      }
    } catch (ReflectiveOperationException e) {
      System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "no signal handlers: {0}", e.toString());
    }
  }

  /** Runs on a thread of the JVM's own for each signal. */
  private static void received(StopRequest stop, Terminal terminal, int number) throws InterruptedException {
    if (stop.getAsBoolean()) {
      Runtime.getRuntime().halt(128 + number);
    }
    stop.request(number);
    terminal.line("stopping; a second signal stops at once");
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (System.nanoTime() < end || stop.saving()) {
      Thread.sleep(GLANCE_MILLIS);
    }
    Runtime.getRuntime().halt(stop.exitCode());
  }
}
