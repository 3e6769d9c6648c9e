package org.beamlet.worker.userfunction;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the parameters of a method are called in its source: compilers note it with {@code
 * -parameters}, and for debuggers with {@code -g}, as build tools do by themselves. Where neither
 * is there they are {@code arg0}, {@code arg1} and so on.
 */
final class ParameterNames {
    private ParameterNames() {}

    static List<String> of(Method method) {
        Parameter[] parameters = method.getParameters();
        if (Stream.of(parameters).allMatch(Parameter::isNamePresent)) {
            return Stream.of(parameters).map(Parameter::getName).toList();
        }
        Map<Integer, String> bySlot = debugNames(method);
        List<String> names = new ArrayList<>();
        int slot = Modifier.isStatic(method.getModifiers()) ? 0 : 1;
        for (Parameter parameter : parameters) {
            names.add(bySlot.getOrDefault(slot, parameter.getName()));
            Class<?> type = parameter.getType();
            slot += type == long.class || type == double.class ? 2 : 1;
        }
        return names;
    }

    /** Names of what is in the slots of a method when it begins. */
    private static Map<Integer, String> debugNames(Method method) {
        Class<?> owner = method.getDeclaringClass();
        String file = owner.getName().substring(owner.getName().lastIndexOf('.') + 1) + ".class";
        Map<Integer, String> names = new HashMap<>();
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                return names;
            }
            String descriptor =
                    java.lang.invoke.MethodType.methodType(
                                    method.getReturnType(), method.getParameterTypes())
                            .descriptorString();
            ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .filter(one ->
                            one.methodName().equalsString(method.getName())
                                    && one.methodType().equalsString(descriptor))
                    .flatMap(ParameterNames::variables)
                    .filter(variable -> variable.startPc() == 0)
                    .forEach(variable -> names.put(variable.slot(), variable.name().stringValue()));
            return names;
        } catch (IOException | IllegalArgumentException _) {
            // Names are a comfort: without them there is still the order.
            return Map.of();
        }
    }

    private static Stream<LocalVariableInfo> variables(MethodModel method) {
        return method
                .findAttribute(Attributes.code())
                .flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
                .stream()
                .flatMap(table -> table.localVariables().stream());
    }
}
