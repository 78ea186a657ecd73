package io.drawbridge.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.drawbridge.gateway.connection.Connection;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What connections say of themselves when they end. */
final class ConnectionLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Connection.class);
  private final Level before = logger.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  ConnectionLog() {
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.DEBUG);
    logger.addAppender(lines);
  }

  long count(String text) {
    return lines.list.stream().filter(each -> each.getFormattedMessage().contains(text)).count();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    logger.setLevel(before);
  }
}
